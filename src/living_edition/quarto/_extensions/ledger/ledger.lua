-- The shortcodes num, word and verdict. num prints a number of the ledger in the page's language, in HTML linked to its
-- entry, which says where it comes from; word prints the words that the ledger's numbers have
-- chosen; verdict the verdict on a claim, linked to the claim.
local tables = {}

local function staged(name)
  if tables[name] == nil then
    local file = io.open(name, "r")
    if file == nil then
      error(name .. " is not in the project folder: render the staged project")
    end
    tables[name] = pandoc.json.decode(file:read("a"), false)
    file:close()
  end
  return tables[name]
end

local function words(text)
  local inlines = pandoc.Inlines({})
  for word in text:gmatch("%S+") do
    if #inlines > 0 then inlines:insert(pandoc.Space()) end
    inlines:insert(pandoc.Str(word))
  end
  return inlines
end

return {
  ["num"] = function(args, kwargs)
    local id = pandoc.utils.stringify(args[1])
    local entry = staged("ledger.json")[id]
    if entry == nil then
      error("no number " .. id .. " in the ledger")
    end
    local bare = kwargs["bare"] and pandoc.utils.stringify(kwargs["bare"]) or ""
    local text = bare == "true" and entry.bare or entry.text
    -- The page of all numbers is part of the site; print and Word do without it.
    if FORMAT:match("html") then
      return pandoc.Link({ pandoc.Str(text) }, entry.target, "", pandoc.Attr("", { "num" }))
    end
    return pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { "num" }))
  end,
  ["verdict"] = function(args)
    local id = pandoc.utils.stringify(args[1])
    local entry = staged("claims.json")[id]
    if entry == nil then
      error("no claim " .. id .. " in claims.yaml")
    end
    return pandoc.Link({ pandoc.Str(entry.name) }, "#claim-" .. id, "", pandoc.Attr("", { "verdict", entry.verdict }))
  end,
  ["word"] = function(args)
    local id = pandoc.utils.stringify(args[1])
    local text = staged("words.json")[id]
    if text == nil then
      error("no word " .. id .. " in words.yaml")
    end
    return pandoc.Inlines({ pandoc.Span(words(text), pandoc.Attr("", { "word" })) })
  end,
}
