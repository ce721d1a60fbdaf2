#!/usr/bin/env bash
# A sweep on a real one-machine SLURM gives the same bytes as a local run, though one of its jobs is killed.
#
# Needs: root; munged, slurmctld, slurmd, sbatch, squeue, scontrol (Debian: apt-get install munge slurmctld
# slurmd slurm-client); a snakemake on the PATH that has the locked cluster plugins
# (pip install --require-hashes -r envs/requirements-cluster.txt). Uses ports 16817 and 16818 of this machine and, for
# its duration, /etc/slurm/slurm.conf (jobs look for it there): it refuses to run where that file exists.
# Everything else is made in a new temporary folder; all is removed at the end; KEEP=1 leaves the folder.
set -euo pipefail

SWEEP=guarantee-sensitivity
JOBS=${JOBS:-24}
CONF=/etc/slurm/slurm.conf
ROOT=$(cd "$(dirname "$0")/../.." && pwd)

missing=()
for program in munged slurmctld slurmd sbatch squeue scontrol snakemake python; do
  command -v "$program" >/dev/null || missing+=("$program")
done
python -c "import snakemake_executor_plugin_slurm" 2>/dev/null || missing+=("snakemake-executor-plugin-slurm")
[ "$(id -u)" = 0 ] || missing+=("root")
[ ! -e "$CONF" ] && [ ! -L "$CONF" ] || missing+=("a machine without $CONF")
if [ ${#missing[@]} -gt 0 ]; then
  echo "not run, missing: ${missing[*]} (see the head of $0)" >&2
  exit 77
fi

WORK=$(mktemp -d)
chmod 755 "$WORK"
NODE=$(hostname -s)
daemons=()

stop() {
  status=$?
  trap - EXIT
  squeue --noheader --format=%A 2>/dev/null | xargs -r scancel 2>/dev/null || true
  sleep 2
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  sleep 1
  rm -f "$CONF"
  [ "${KEEP:-}" = 1 ] && echo "kept: $WORK" || rm -rf "$WORK"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

mkdir "$WORK/state" "$WORK/spool"
head -c 1024 /dev/urandom > "$WORK/munge.key"
chmod 400 "$WORK/munge.key"
mkdir -p "$(dirname "$CONF")"
cat > "$CONF" <<END
ClusterName=one
SlurmctldHost=$NODE
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$WORK/munge.socket
StateSaveLocation=$WORK/state
SlurmdSpoolDir=$WORK/spool
SlurmctldPidFile=$WORK/slurmctld.pid
SlurmdPidFile=$WORK/slurmd.pid
SlurmctldLogFile=$WORK/slurmctld.log
SlurmdLogFile=$WORK/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MinJobAge=300
NodeName=$NODE CPUs=$(nproc) RealMemory=$(free -m | awk '/^Mem:/ {print int($2 * 0.9)}') State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END

munged --force --foreground --socket="$WORK/munge.socket" --key-file="$WORK/munge.key" --pid-file="$WORK/munge.pid" \
  --seed-file="$WORK/munge.seed" --log-file="$WORK/munge.log" > "$WORK/munged.out" 2>&1 &
daemons+=($!)
sleep 1
slurmctld -D -i > "$WORK/slurmctld.out" 2>&1 &
daemons+=($!)
slurmd -D -N "$NODE" > "$WORK/slurmd.out" 2>&1 &
daemons+=($!)
for _ in $(seq 30); do
  sinfo --noheader --format=%t 2>/dev/null | grep -qx idle && break
  sleep 1
done
sinfo --noheader --format=%t | grep -qx idle || { tail -n 20 "$WORK"/*.out "$WORK"/*.log >&2; exit 1; }
echo "SLURM $(scontrol --version | cut -d' ' -f2) is up: $(sinfo --noheader)"

for copy in local cluster; do
  mkdir "$WORK/$copy"
  tar -C "$ROOT" --exclude=./.git --exclude=./.venv --exclude=./results --exclude=./.snakemake --exclude='*_cache' -cf - . |
    tar -C "$WORK/$copy" -xf -
done
unset PYTHONPATH

cd "$WORK/local"
snakemake --quiet all --cores 1 "results/sweeps/$SWEEP.parquet" > "$WORK/local.out" 2>&1 || { tail -n 40 "$WORK/local.out" >&2; exit 1; }
echo "local run done, one job"

cd "$WORK/cluster"
start=$SECONDS
snakemake --profile profiles/slurm --config "scenarios={sweep: {jobs: $JOBS}}" -- "results/sweeps/$SWEEP.parquet" \
  > "$WORK/cluster.out" 2>&1 &
run=$!
python "$ROOT/tests/slurm/kill_one.py" "$run" sweep_part results/sweeps/parts || { tail -n 60 "$WORK/cluster.out" >&2; exit 1; }
wait "$run" || { tail -n 60 "$WORK/cluster.out" >&2; exit 1; }
grep -E "steps \(100%\) done|Trying to restart job" "$WORK/cluster.out"
echo "cluster run done: $(find results/sweeps/parts -name '*.parquet' | wc -l) parts, $((SECONDS - start)) s," \
  "$(grep -c 'has been submitted with SLURM jobid' "$WORK/cluster.out") SLURM jobs"
grep -q "Trying to restart job" "$WORK/cluster.out" || { echo "no job was restarted after the kill" >&2; exit 1; }

for file in "$SWEEP.parquet" "$SWEEP-indices.parquet"; do
  cmp "$WORK/local/results/sweeps/$file" "$WORK/cluster/results/sweeps/$file"
  echo "identical: $file $(sha256sum < "$WORK/cluster/results/sweeps/$file" | cut -c1-16)"
done
