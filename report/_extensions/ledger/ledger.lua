-- The shortcode num: prints a number of the ledger in the page's language, linked to its entry.
local entries

local function ledger()
  if entries == nil then
    local file = io.open("ledger.json", "r")
    if file == nil then
      error("ledger.json is not in the project folder: render the staged project")
    end
    entries = pandoc.json.decode(file:read("a"), false)
    file:close()
  end
  return entries
end

return {
  ["num"] = function(args, kwargs)
    local id = pandoc.utils.stringify(args[1])
    local entry = ledger()[id]
    if entry == nil then
      error("no number " .. id .. " in the ledger")
    end
    local bare = kwargs["bare"] and pandoc.utils.stringify(kwargs["bare"]) or ""
    local text = bare == "true" and entry.bare or entry.text
    local attributes = { ["data-provenance"] = entry.provenance }
    return pandoc.Link({ pandoc.Str(text) }, "#" .. entry.anchor, "", pandoc.Attr("", { "num" }, attributes))
  end,
}
