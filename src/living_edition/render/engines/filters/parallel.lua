-- Sets the finished document of this language beside the one kept from the other, block by block.
-- Both number their own figures and sections; names of the second are told apart by a prefix.
local typst = FORMAT:match("typst") ~= nil
local PREFIX, FIRST, SECOND
local section = "the beginning"

local function renamed(element)
  if element.identifier and element.identifier ~= "" then
    element.identifier = PREFIX .. element.identifier
  end
  if element.t == "Link" and element.target:match("^#") then
    element.target = "#" .. PREFIX .. element.target:sub(2)
  end
  return element
end

local function raw_renamed(raw)
  if raw.format == "typst" then
    raw.text = raw.text:gsub("<(%a+%-[%w_-]+)>", "<" .. PREFIX .. "%1>")
  end
  return raw
end

local function without_links(blocks)
  return blocks:filter(function(block)
    return not (block.t == "Div" and block.classes:includes("language-link"))
  end)
end

local function wide(block)
  local found = block.t == "Table" and #block.colspecs > 4
  pandoc.walk_block(pandoc.Div({ block }), { Table = function(t) found = found or #t.colspecs > 4 end })
  return found
end

local function heading(first, second)
  local words = pandoc.Inlines(first.content)
  words:insert(pandoc.LineBreak())
  local title = second.content:filter(function(inline)
    return not (inline.t == "Span" and inline.classes:includes("header-section-number"))
  end)
  if #title < #second.content then title:remove(1) end
  words:insert(pandoc.Span(title, pandoc.Attr("", { "second" }, { lang = SECOND })))
  first.content = words
  -- Written as a function, a heading may hold two lines; its number stands in its words.
  if typst and not first.classes:includes("unnumbered") then first.classes:insert("unnumbered") end
  -- A name inside a heading would stand a second time in the contents: it goes before the heading.
  if second.identifier == "" then
    return { first }
  end
  local name = typst and pandoc.RawBlock("typst", "#metadata(none) <" .. second.identifier .. ">")
    or pandoc.Div({}, pandoc.Attr(second.identifier))
  return { name, first }
end

local function pair(first, second)
  if first.t ~= second.t then
    error("parallel edition: after " .. section .. " a " .. first.t .. " stands against a " .. second.t)
  end
  if first.t == "Header" then
    section = first.identifier
    return heading(first, second)
  end
  local name = wide(first) and "pair-wide" or "pair"
  if typst then
    local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#edition-" .. name .. "[") , first })
    blocks:insert(pandoc.RawBlock("typst", "]["))
    blocks:insert(second)
    blocks:insert(pandoc.RawBlock("typst", "]"))
    return blocks
  end
  local left = pandoc.Div({ first }, pandoc.Attr("", {}, { lang = FIRST }))
  local right = pandoc.Div({ second }, pandoc.Attr("", {}, { lang = SECOND }))
  return { pandoc.Div({ left, right }, pandoc.Attr("", { name })) }
end

function Pandoc(document)
  local file = assert(io.open(pandoc.utils.stringify(document.meta["parallel-file"]), "r"))
  local other = pandoc.read(file:read("a"), "json")
  file:close()
  FIRST, SECOND = pandoc.utils.stringify(other.meta.lang), pandoc.utils.stringify(document.meta.lang)
  PREFIX = SECOND .. "-"
  local mine = document:walk({
    Header = renamed, Div = renamed, Span = renamed, Link = renamed, Figure = renamed, Image = renamed,
    Table = renamed, Code = renamed, RawBlock = raw_renamed, RawInline = raw_renamed,
  })
  local first, second = without_links(other.blocks), without_links(mine.blocks)
  if #first ~= #second then
    error("parallel edition: " .. #first .. " blocks in one language, " .. #second .. " in the other")
  end
  local blocks = pandoc.Blocks({})
  for index, block in ipairs(first) do
    blocks:extend(pair(block, second[index]))
  end
  other.blocks = blocks
  for _, key in ipairs({ "title", "subtitle", "short-title", "abstract", "abstract-title", "keywords", "keywords-title" }) do
    other.meta[key .. "-second"] = document.meta[key]
  end
  other.meta["lang-second"] = document.meta.lang
  for _, key in ipairs({ "language", "han", "toc-title" }) do
    other.meta["edition-second"] = other.meta["edition-second"] or pandoc.MetaMap({})
    other.meta["edition-second"][key] = document.meta.edition[key]
  end
  return other
end
