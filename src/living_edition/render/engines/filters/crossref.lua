-- Numbers sections, figures, tables and equations as Quarto does, and resolves references to them.
local typst = FORMAT:match("typst") ~= nil
local docx = FORMAT:match("docx") ~= nil
local html = FORMAT:match("html") ~= nil
local numbers, prefixes, titles, delim = {}, {}, {}, ". "
-- Side by side, each language numbers by itself: Typst's and the writer's own counters would count both.
local parallel = false
-- Chapters of a supplement are A, B, ...; what they hold counts anew in each.
local letters = false

local function text(value, default)
  return value and pandoc.utils.stringify(value) or default
end

local function settings(meta)
  parallel = meta["parallel-file"] ~= nil
  letters = meta.edition ~= nil and meta.edition.letters == true
  local crossref = meta.crossref or {}
  prefixes = { fig = text(crossref["fig-prefix"], "Figure"), tbl = text(crossref["tbl-prefix"], "Table"),
    eq = text(crossref["eq-prefix"], "Equation"), sec = text(crossref["sec-prefix"], "Section") }
  titles = { fig = text(crossref["fig-title"], "Figure"), tbl = text(crossref["tbl-title"], "Table") }
  delim = text(crossref["title-delim"], ".")
  if delim == "." then delim = ". " end
end

local function kind_of(identifier)
  local kind = identifier:match("^(%a+)%-")
  return prefixes[kind] and kind or nil
end

local function equation_label(inlines)
  local last = inlines[#inlines]
  local id = last and last.t == "Str" and last.text:match("^{#(eq%-[%w_-]+)}$")
  if id and inlines[1].t == "Math" then
    return id
  end
end

local function count(document)
  local levels, counters = { 0, 0, 0, 0, 0, 0 }, { fig = 0, tbl = 0, eq = 0 }
  local function chapter()
    return letters and string.char(64 + levels[1]) or tostring(levels[1])
  end
  local function next_number(identifier)
    local kind = kind_of(identifier)
    if kind and counters[kind] then
      counters[kind] = counters[kind] + 1
      numbers[identifier] = (letters and chapter() .. "." or "") .. counters[kind]
    end
  end
  document:walk({
    traverse = "topdown",
    Header = function(header)
      if header.classes:includes("unnumbered") then return end
      levels[header.level] = levels[header.level] + 1
      for deeper = header.level + 1, 6 do levels[deeper] = 0 end
      local below = header.level > 1 and "." .. table.concat(levels, ".", 2, header.level) or ""
      numbers[header.identifier] = chapter() .. below
      if letters and header.level == 1 then counters = { fig = 0, tbl = 0, eq = 0 } end
    end,
    Figure = function(figure) next_number(figure.identifier) end,
    Div = function(div) if kind_of(div.identifier) == "tbl" then next_number(div.identifier) end end,
    Para = function(para)
      local id = equation_label(para.content)
      if id then next_number(id) end
    end,
  })
end

local function with_alternative(image)
  local words = image.attributes["fig-alt"]
  if words == nil then return nil end
  image.attributes["fig-alt"] = nil
  image.caption = { pandoc.Str(words) }
  return image
end

local function quoted(words)
  return '"' .. words:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- Side by side, a block must stay one block.
local function whole(blocks)
  return parallel and pandoc.Div(blocks) or blocks
end

-- Written out, as pandoc drops what the image of a figure says to those who cannot see it.
local function typst_figure(block, caption)
  local image
  block.content:walk({ Image = function(found) image = found end })
  local drawn = "image(" .. quoted(image.src) .. ", alt: " .. quoted(image.attributes["fig-alt"] or "") .. ")"
  return whole({ pandoc.RawBlock("typst", "#figure(" .. drawn .. ", caption: ["), pandoc.Plain(caption.content), pandoc.RawBlock("typst", "]) <" .. block.identifier .. ">") })
end

local function figure(block)
  local number, caption = numbers[block.identifier], block.caption.long[1]
  if caption and number and (parallel or not typst) then
    caption.content:insert(1, pandoc.Str(titles.fig .. (docx and "\u{a0}" or " ") .. number .. delim))
    block.caption.long[1] = caption
  end
  if typst then return typst_figure(block, caption) end
  block.content = block.content:walk({ Image = with_alternative })
  return block
end

-- pandoc makes a figure of every table; only the one around it, which has the title, may count.
local function bare(body)
  if typst then
    body.classes:insert("typst:no-figure")
    return body
  end
end

local function titled_table(div)
  local number = numbers[div.identifier]
  if number == nil or kind_of(div.identifier) ~= "tbl" then return nil end
  local body, caption = div.content[1], div.content[#div.content]
  if body.t ~= "Table" or caption.t ~= "Para" then
    error(div.identifier .. ": expected a table and, below it, its title as a paragraph")
  end
  local inlines = caption.content
  if parallel or not typst then
    inlines:insert(1, pandoc.Str(titles.tbl .. (docx and "\u{a0}" or " ") .. number .. delim))
  end
  if typst then
    return whole({ pandoc.RawBlock("typst", "#figure(["), body, pandoc.RawBlock("typst", "], kind: table, caption: ["), pandoc.Plain(inlines), pandoc.RawBlock("typst", "]) <" .. div.identifier .. ">") })
  end
  body.caption = { long = { pandoc.Plain(inlines) } }
  return pandoc.Div({ body }, pandoc.Attr(div.identifier))
end

local function equation(para)
  local id = equation_label(para.content)
  if id == nil then return nil end
  local math = para.content[1]
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

local function header(block)
  local number = numbers[block.identifier]
  -- pandoc numbers with figures alone.
  local own = parallel or (letters and html)
  if not own or number == nil then return nil end
  if letters then block.classes:insert("unnumbered") end
  block.content:insert(1, pandoc.Span({ pandoc.Str(number) }, pandoc.Attr("", { "header-section-number" })))
  block.content:insert(2, pandoc.Str("\u{2002}"))
  return block
end

local function reference(cite)
  local first = cite.citations[1]
  local kind = kind_of(first.id)
  if kind == nil then return nil end
  local number = numbers[first.id]
  if number == nil then
    error("reference to " .. first.id .. ", which is nowhere in the text")
  end
  local shown = first.mode == "SuppressAuthor" and number or prefixes[kind] .. "\u{a0}" .. number
  return pandoc.Link({ pandoc.Str(shown) }, "#" .. first.id, "", pandoc.Attr("", { "quarto-xref" }))
end

function Pandoc(document)
  settings(document.meta)
  count(document)
  return document:walk({ Header = header, Figure = figure, Table = bare, Div = titled_table, Para = equation }):walk({ Cite = reference })
end
