-- Numbers sections, figures, tables, listings and equations as Quarto does, and resolves references to them.
local typst = FORMAT:match("typst") ~= nil
local docx = FORMAT:match("docx") ~= nil
local html = FORMAT:match("html") ~= nil
local floats = dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), "floats.lua" }))
local numbers, words = {}, {}
local WORDS = { fig = "Figure", tbl = "Table", lst = "Listing", eq = "Equation", sec = "Section" }
-- Chapters of a supplement are A, B, ...; what they hold counts anew in each. Side by side, each language numbers by
-- itself: Typst's and the writer's own counters would count both.
local letters, parallel = false, false

local function text(value, default)
  return value and pandoc.utils.stringify(value) or default
end

local function settings(meta)
  parallel, letters = meta["parallel-file"] ~= nil, meta.edition ~= nil and meta.edition.letters == true
  local crossref = meta.crossref or {}
  for kind, default in pairs(WORDS) do
    words[kind] = { prefix = text(crossref[kind .. "-prefix"], default), title = text(crossref[kind .. "-title"], default) }
  end
  local delim = text(crossref["title-delim"], ".")
  floats.settings({ parallel = parallel, numbers = numbers, words = words, delim = delim == "." and ". " or delim })
end

-- The kind of an id of a reference, and the id; the first letter may be a capital, which the word before it then has.
local function kind_of(identifier)
  local name = identifier:sub(1, 1):lower() .. identifier:sub(2)
  local kind = name:match("^(%a+)%-")
  return WORDS[kind] and kind or nil, name
end

-- Where in a paragraph a displayed formula stands with its label: its place, that of the label, the id, what follows.
local function labelled(inlines)
  for index, inline in ipairs(inlines) do
    if inline.t == "Math" and inline.mathtype == "DisplayMath" then
      local at = inlines[index + 1] and inlines[index + 1].t:match("^S%a+") and inlines[index + 1].t ~= "Str" and index + 2 or index + 1
      local label = inlines[at] and inlines[at].t == "Str" and inlines[at].text or ""
      local id, rest = label:match("^{#(eq%-[%w_-]+)}(.*)$")
      if id then return index, at, id, rest end
    end
  end
end

local function count(document)
  local levels, counters = { 0, 0, 0, 0, 0, 0 }, {}
  local function chapter()
    return letters and string.char(64 + levels[1]) or tostring(levels[1])
  end
  local function next_number(identifier)
    local kind = kind_of(identifier)
    if kind and kind ~= "sec" then
      counters[kind] = (counters[kind] or 0) + 1
      numbers[identifier] = (letters and chapter() .. "." or "") .. counters[kind]
    end
  end
  local function named(block) next_number(block.identifier) end
  local function labels(para)
    local rest = para.content
    repeat
      local _, last, id = labelled(rest)
      if id then
        next_number(id)
        rest = pandoc.Inlines({ table.unpack(rest, last + 1) })
      end
    until not id
  end
  document:walk({
    traverse = "topdown",
    Header = function(header)
      if header.classes:includes("unnumbered") then return end
      levels[header.level] = levels[header.level] + 1
      for deeper = header.level + 1, 6 do levels[deeper] = 0 end
      local below = header.level > 1 and "." .. table.concat(levels, ".", 2, header.level) or ""
      numbers[header.identifier] = chapter() .. below
      if letters and header.level == 1 then counters = {} end
    end,
    Figure = named,
    CodeBlock = named,
    Div = function(div)
      if not floats.is(div) then return nil end
      named(div)
      for index, part in ipairs(floats.parts(div).cells) do
        if part.id ~= "" then numbers[part.id] = numbers[div.identifier] .. " (" .. string.char(96 + index) .. ")" end
      end
      return div, false
    end,
    Para = labels, Plain = labels,
  })
end

local function formula(math, id)
  if typst then
    local numbering = parallel and "_ => \"(" .. numbers[id] .. ")\"" or "\"(1)\""
    local opening, closing = "#math.equation(block: true, numbering: " .. numbering .. ", [ ", " ])<" .. id .. ">"
    return pandoc.Para({ pandoc.RawInline("typst", opening), math, pandoc.RawInline("typst", closing) })
  end
  if docx then
    math.text = math.text .. " \\qquad(" .. numbers[id] .. ")"
    return pandoc.Para({ pandoc.Span({ math }, pandoc.Attr(id)) })
  end
  local label = pandoc.Span({ pandoc.Str("(" .. numbers[id] .. ")") }, pandoc.Attr("", { "equation-number" }))
  return pandoc.Div({ pandoc.Plain({ label, math }) }, pandoc.Attr(id, { "equation" }))
end

-- A formula with its label stands alone; what stands before and after it in its paragraph, in paragraphs of their own.
local function equation(para)
  local at, last, id, rest = labelled(para.content)
  if id == nil then return nil end
  local before, after = pandoc.Inlines({}), pandoc.Inlines({})
  for index, inline in ipairs(para.content) do
    if index < at then before:insert(inline) elseif index > last then after:insert(inline) end
  end
  if rest ~= "" then after:insert(1, pandoc.Str(rest)) end
  local whole = formula(para.content[at], id)
  if after[1] and (after[1].t == "Space" or after[1].t == "SoftBreak") then after:remove(1) end
  if #before == 0 and #after == 0 then return whole, false end
  local blocks = pandoc.Blocks({ whole })
  if #before > 0 then blocks:insert(1, pandoc.Para(before)) end
  if #after > 0 then blocks:insert(equation(pandoc.Para(after)) or pandoc.Para(after)) end
  return pandoc.Div(blocks), false
end

local function header(block)
  local number = numbers[block.identifier]
  -- pandoc numbers with figures alone, and in JATS not at all.
  local own = parallel or (letters and html) or FORMAT:match("jats")
  if not own or number == nil then return nil end
  if letters then block.classes:insert("unnumbered") end
  block.content:insert(1, pandoc.Span({ pandoc.Str(number) }, pandoc.Attr("", { "header-section-number" })))
  block.content:insert(2, pandoc.Str("\u{2002}"))
  return block
end

local function word_before(kind, id)
  local word = words[kind].prefix
  return id:match("^%u") and pandoc.text.upper(pandoc.text.sub(word, 1, 1)) .. pandoc.text.sub(word, 2) or word
end

local function reference(cite)
  local links = pandoc.Inlines({})
  for _, each in ipairs(cite.citations) do
    local kind, id = kind_of(each.id)
    if kind == nil then return nil end
    if numbers[id] == nil then error("reference to " .. each.id .. ", which is nowhere in the text") end
    local shown = pandoc.Inlines(each.prefix)
    if #shown == 0 and each.mode ~= "SuppressAuthor" then shown:insert(pandoc.Str(word_before(kind, each.id))) end
    -- One word, as what follows may look for it.
    local before = #shown > 0 and "\u{a0}" or ""
    if #shown == 1 and shown[1].t == "Str" then before = shown:remove(1).text .. before end
    shown:insert(pandoc.Str(before .. numbers[id]))
    if #links > 0 then links:extend({ pandoc.Str(","), pandoc.Space() }) end
    links:insert(pandoc.Link(shown, "#" .. id, "", pandoc.Attr("", { "quarto-xref" })))
  end
  return links
end

function Pandoc(document)
  settings(document.meta)
  document = document:walk(floats.normal)
  count(document)
  return document:walk({
    traverse = "topdown", Header = header, Figure = floats.figure, Table = floats.bare, Div = floats.div,
    CodeBlock = floats.listing, Para = equation, Plain = equation,
  }):walk({ Cite = reference, Image = floats.image })
end
