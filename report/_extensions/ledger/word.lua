-- For Word: gives every block its named style, for Quarto and for the built-in engine alike.
-- Runs last, when citations are set and references resolved.
local edition = {}
local LANGUAGES = { zh = "zh-CN", en = "en-GB" }
local BOXES = { note = "Note", important = "Judgement" }
-- Styles of Div classes that hold paragraphs alone.
local CLASSES = { ["exhibit-note"] = "Exhibit Note" }

local function styled(blocks, style, identifier)
  return pandoc.Div(blocks, pandoc.Attr(identifier or "", {}, { ["custom-style"] = style }))
end

-- Quarto lays figures and tables out in a table of one cell: a name, the caption in raw WordprocessingML,
-- and the content. They become plain figures and tables, whose captions pandoc writes in their style.
local function float(tbl)
  if #tbl.head.rows > 0 or #tbl.bodies ~= 1 or #tbl.bodies[1].body ~= 1 or #tbl.bodies[1].body[1].cells ~= 1 then
    return nil
  end
  local div = tbl.bodies[1].body[1].cells[1].contents[1]
  if div == nil or div.t ~= "Div" or not div.identifier:match("^%a+%-") then
    return nil
  end
  local caption, content = nil, pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    local first = block.t == "Para" and block.content[1]
    if first and first.t == "RawInline" and first.text:match("ImageCaption") then
      block.content:remove(1)
      caption = block.content
    else
      content:insert(block)
    end
  end
  if caption == nil then
    error(div.identifier .. ": expected a caption")
  end
  -- Quarto puts a space after the mark between number and title; the ideographic space is wide enough.
  for index = #caption, 2, -1 do
    if caption[index].t == "Space" and caption[index - 1].t == "Str" and caption[index - 1].text:match("\u{3000}$") then
      caption:remove(index)
    end
  end
  if content[1].t == "Table" then
    content[1].caption = { long = { pandoc.Plain(caption) } }
    return pandoc.Div({ content[1] }, pandoc.Attr(div.identifier))
  end
  return pandoc.Figure(content, { long = { pandoc.Plain(caption) } }, pandoc.Attr(div.identifier))
end

-- Quarto writes the number into the heading's words, pandoc in a style of its own and a tab after it.
local function heading(header)
  local number = header.attributes["number"]
  if number == nil or pandoc.utils.stringify(header.content[1]) ~= number then
    return nil
  end
  header.content:remove(1)
  header.content:remove(1)
  header.content:insert(1, pandoc.Span({ pandoc.Str(number) }, pandoc.Attr("", {}, { ["custom-style"] = "Section Number" })))
  header.content:insert(2, pandoc.RawInline("openxml", "<w:r><w:tab /></w:r>"))
  return header
end

-- Older versions of Word show no SVG: the PNG that is made beside it takes its place.
local function image(img)
  img.src = img.src:gsub("%.svg$", ".png")
  local words = img.attributes["fig-alt"] or img.attributes["alt"]
  if words then
    img.caption = { pandoc.Str(words) }
    img.attributes["fig-alt"], img.attributes["alt"] = nil, nil
  end
  return img
end

local function cells(rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      cell.contents = cell.contents:walk({ Plain = function(plain) return styled({ pandoc.Para(plain.content) }, "Table Text") end })
    end
  end
  return rows
end

-- The letters of a cell, a Han character counting two, and those of its longest part that no line can break.
local function letters(cell)
  local count, run, longest = 0, 0, 0
  for _, code in utf8.codes(pandoc.utils.stringify(cell.contents)) do
    local han = code >= 0x2E80
    count = count + (han and 2 or 1)
    run = (han or code == 0x20) and 0 or run + 1
    longest = math.max(longest, run)
  end
  return count, longest
end

-- A line of the text holds some ninety letters of a table; a cell's margins take the room of two.
local LINE, MARGINS, LONGEST_WORD, LONGEST_CELL = 92, 2, 14, 32

-- Columns without a width of their own take it from their longest cell: Word would, others make all alike.
-- No column is narrower than its longest word, unless that is an identifier.
local function widths(tbl)
  local cell_letters, word_letters, total = {}, {}, 0
  local function look(rows)
    for _, row in ipairs(rows) do
      for index, cell in ipairs(row.cells) do
        local count, longest = letters(cell)
        cell_letters[index] = math.max(cell_letters[index] or 0, math.min(count, LONGEST_CELL))
        word_letters[index] = math.max(word_letters[index] or 0, math.min(longest, LONGEST_WORD))
      end
    end
  end
  look(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    look(body.body)
  end
  local wanted = {}
  for index, spec in ipairs(tbl.colspecs) do
    local given = type(spec[2]) == "number" and spec[2] > 0 and spec[2] * LINE or cell_letters[index] + MARGINS
    wanted[index] = math.max(given, word_letters[index] + MARGINS)
    total = total + wanted[index]
  end
  for index, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[index] = { spec[1], wanted[index] / total }
  end
end

local function table_text(tbl)
  widths(tbl)
  tbl.head.rows = cells(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    body.body = cells(body.body)
  end
  return tbl
end

local function equation(para)
  local span = para.content[1]
  if #para.content == 1 and span.t == "Span" and span.identifier:match("^eq%-") then
    return styled({ pandoc.Para(span.content) }, "Equation", span.identifier)
  end
end

local function list(style)
  return function(block)
    for _, item in ipairs(block.content) do
      for index, inner in ipairs(item) do
        if inner.t == "Plain" or inner.t == "Para" then
          item[index] = styled({ pandoc.Para(inner.content) }, style)
        end
      end
    end
    return block
  end
end

local function box(div)
  local kind = div.classes:find_if(function(class) return class:match("^note%-") and class ~= "note-title" end)
  if not div.classes:includes("note") or kind == nil then
    return nil
  end
  local name = BOXES[kind:match("^note%-(%a+)$")] or "Note"
  local blocks = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "Div" and block.classes:includes("note-title") then
      blocks:insert(styled(block.content, name .. " Title"))
    else
      blocks:insert(block)
    end
  end
  blocks = blocks:walk({ BulletList = list(name .. " List"), OrderedList = list(name .. " List") })
  return styled(blocks, name .. " Text", div.identifier)
end

local function claim(div)
  local title = table.remove(div.content, 1)
  return pandoc.Div({ styled({ title }, "Claim Title"), styled(div.content, "Claim Text") }, pandoc.Attr(div.identifier))
end

local function block_style(div)
  if div.classes:includes("claim") then
    return claim(div)
  end
  for class, style in pairs(CLASSES) do
    if div.classes:includes(class) then
      return styled(div.content, style, div.identifier)
    end
  end
  return box(div)
end

local function character(style)
  return function(inline)
    return pandoc.Span(inline.content, pandoc.Attr("", {}, { ["custom-style"] = style }))
  end
end

-- Slanted Han characters are no emphasis: the other face is.
local function emphasis(inline)
  local han = pandoc.utils.stringify(inline):match("[\xe4-\xe9][\x80-\xbf][\x80-\xbf]")
  return character(han and "Strong" or "Emphasis")(inline)
end

local function settings(meta)
  edition = meta["edition"] or {}
  local language = pandoc.utils.stringify(edition["language"] or "")
  meta["lang"] = LANGUAGES[language] or meta["lang"]
  meta["toc-title"] = edition["toc-title"]
  return meta
end

if not FORMAT:match("docx") then
  return {}
end
return {
  { Meta = settings },
  { Table = float },
  { Header = heading, Table = table_text, Image = image, Para = equation, Div = block_style },
  { Strong = character("Strong"), Emph = emphasis },
}
