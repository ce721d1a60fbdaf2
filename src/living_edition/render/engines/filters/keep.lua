-- Keeps the finished document of one language for the parallel edition, which the other one joins.
function Pandoc(document)
  local file = assert(io.open(pandoc.utils.stringify(document.meta["parallel-file"]), "w"))
  file:write(pandoc.write(document, "json"))
  file:close()
end
