# What the rules are made by.


def rule_of(
    name,
    says,
    reads,
    makes,
    run="",
    log="",
    priority=0,
    constraints=None,
    **knobs,
):
    """Give a job its rule, by what it says of itself, what it reads and makes, by name, and its knobs (calls.job).

    Files called ``after`` are waited for, or made, and not handed over. The job is that of living_edition.jobs with
    the rule's name, unless ``run`` names another module; the log has its name unless ``log`` gives one.
    """

    rule:
        name:
            name
        input:
            **reads,
        output:
            **makes,
        log:
            f"results/logs/{log or name}.log",
        wildcard_constraints:
            **constraints or {},
        priority: priority
        conda:
            ENVIRONMENT
        params:
            **job(run or f"living_edition.jobs.{name}", **knobs),
        shell:
            RUN

    # In a function a docstring would be one for all.
    workflow.get_rule(name).docstring = says


def exhibits_rule(name, says, batch, exhibits, makes, options=None, log="", **knobs):
    """Give a job that makes exhibits of a batch its rule."""
    own = dict(code=ROMANISED, options=options or {})
    if batch != REGRESSION:
        own = dict(code=[module_of(batch)], batch_name=batch)
    rule_of(
        name,
        says,
        dict(
            after=[f"specs/exhibits/{exhibit}.yaml" for exhibit in exhibits],
            **PLAN.batches[batch],
        ),
        makes,
        run=f"living_edition.jobs.{'regression_tables' if batch == REGRESSION else 'exhibits'}",
        log=log or name.replace("_", "-", 1),
        exhibits=exhibits,
        version=PLAN.version,
        **own,
        **knobs,
    )


def rendered(names, *forms):
    """Return documents as they are rendered, in each of these forms."""
    return expand(
        f"results/rendered/{EDITION.name}-{{name}}.{{form}}", name=names, form=forms
    )


def onsite(paths):
    """Return files as they are called on the site."""
    return [f"results/site/{Path(path).name}" for path in paths]
