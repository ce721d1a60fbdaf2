-- For Word: gives every block its named style, for Quarto and for the built-in engine alike.
-- Runs last, when citations are set and references resolved.
local edition = {}
-- What staging says of the edition's languages; by itself the extension speaks English.
local file = io.open("languages.json", "r")
local spoken = file and pandoc.json.decode(file:read("a"), false) or {}
if file then file:close() end
local BOXES = { note = "Note", important = "Judgement" }
-- Styles of Div classes that hold paragraphs alone.
local CLASSES = { ["exhibit-note"] = "Exhibit Note" }

local marks = 0

local function raw(xml)
  return pandoc.RawInline("openxml", xml)
end

-- A field of Word's, with what it shows until Word reckons it anew.
local function field(code, shown, style)
  local look = style and '<w:rPr><w:rStyle w:val="' .. style .. '" /></w:rPr>' or ""
  local function run(content)
    return "<w:r>" .. look .. content .. "</w:r>"
  end
  return raw(run('<w:fldChar w:fldCharType="begin" />') .. run('<w:instrText xml:space="preserve"> ' .. code .. " </w:instrText>")
    .. run('<w:fldChar w:fldCharType="separate" />') .. run("<w:t>" .. shown .. "</w:t>") .. run('<w:fldChar w:fldCharType="end" />'))
end

-- Fields name bookmarks of letters, digits and underscores only; those that begin with one are not listed.
local function mark_name(identifier)
  return "_Ref_" .. identifier:gsub("[^%w]", "_")
end

-- Bookmarks are told apart by number; pandoc's own begin at one.
local function marked(identifier, inlines)
  marks = marks + 1
  local id = 'w:id="' .. 900000 + marks .. '"'
  local around = pandoc.Inlines({ raw("<w:bookmarkStart " .. id .. ' w:name="' .. mark_name(identifier) .. '" />') })
  around:extend(inlines)
  around:insert(raw("<w:bookmarkEnd " .. id .. " />"))
  return around
end

-- A caption begins with its word, a space that does not break, and its number: Word counts it.
local function counted(caption, identifier)
  local inlines, words = caption.long[1].content, ""
  while inlines[1] and inlines[1].t == "Str" do
    words = words .. inlines:remove(1).text
  end
  local word, number, rest = words:match("^(.-)\u{a0}(%d+)(.*)$")
  if number == nil then
    error(identifier .. ": expected a caption that begins with its number, found " .. words)
  end
  local begin = pandoc.Inlines({ pandoc.Str(word .. "\u{a0}") })
  begin:extend(marked(identifier, { field("SEQ " .. word .. " \\* ARABIC", number) }))
  begin:insert(pandoc.Str(rest))
  begin:extend(inlines)
  caption.long[1].content = begin
  return caption
end

local function counted_figure(figure)
  if figure.identifier:match("^fig%-") then
    figure.caption = counted(figure.caption, figure.identifier)
    return figure
  end
end

local function counted_table(div)
  if div.identifier:match("^tbl%-") and div.content[1].t == "Table" then
    div.content[1].caption = counted(div.content[1].caption, div.identifier)
    return div
  end
end

-- A reference by number: a field as well as a link, so that Word keeps it right when numbers change.
local function reference(link)
  local identifier = link.target:match("^#(%a+%-[%w_-]+)$")
  local kind = identifier and identifier:match("^%a+")
  local word, number = pandoc.utils.stringify(link):match("^([^%d]*)([%d.]+)$")
  if number == nil or not ({ fig = true, tbl = true, eq = true, sec = true })[kind] then
    return nil
  end
  local code = "REF " .. mark_name(identifier) .. (kind == "sec" and " \\r \\h" or " \\h")
  link.content = pandoc.Inlines(word == "" and {} or { pandoc.Str(word) })
  link.content:insert(field(code, number, "Hyperlink"))
  return link
end

local function styled(blocks, style, identifier)
  return pandoc.Div(blocks, pandoc.Attr(identifier or "", {}, { ["custom-style"] = style }))
end

-- The first page is set closer than the text, so that it is one page.
local function first_page(doc)
  local within = false
  for index, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level == 1 then
      within = block.identifier == "sec-first"
    elseif within and block.t == "Para" then
      doc.blocks[index] = styled({ block }, "First Page")
    elseif within and block.t == "Div" and block.classes:includes("claims-chart") then
      block.content = block.content:map(function(inner)
        return inner.t == "Para" and styled({ inner }, "Exhibit Note") or inner
      end)
    end
  end
  return doc
end

-- Word numbers the headings itself: Quarto's numbers in the words go. One without a number has a style of its own.
local function heading(header)
  local number = header.attributes["number"]
  if number and pandoc.utils.stringify(header.content[1]) == number then
    header.content:remove(1)
    header.content:remove(1)
  end
  header.content = marked(header.identifier, header.content)
  if header.classes:includes("unnumbered") then
    return styled({ pandoc.Para(header.content) }, "Heading " .. header.level .. " Unnumbered", header.identifier)
  end
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
      -- Quarto may make a paragraph of what stands alone in its cell.
      local text = function(block) return styled({ pandoc.Para(block.content) }, "Table Text") end
      cell.contents = cell.contents:walk({ Plain = text, Para = text })
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
local LINE, MARGINS, LEAST, SHORT, LONGEST_WORD, LONGEST_CELL = 92, 2, 10, 14, 14, 32

-- Columns take their width from their longest cell: Word would, others make all alike. Where that is more than the line,
-- short ones keep theirs, if they leave enough to the long ones.
-- No column is narrower than its longest word, unless that is an identifier.
local function widths(tbl)
  local cell_letters, word_letters, total = {}, {}, 0
  local function look(rows, heads)
    for _, row in ipairs(rows) do
      local index = 1
      for _, cell in ipairs(row.cells) do
        -- A head breaks, and one over several columns asks no room of one of them.
        local count, longest = letters(cell)
        if heads then count = math.min(count, math.max(longest, LEAST - MARGINS)) end
        if cell.col_span > 1 then count, longest = 0, 0 end
        cell_letters[index] = math.max(cell_letters[index] or 0, math.min(count, LONGEST_CELL))
        word_letters[index] = math.max(word_letters[index] or 0, math.min(longest, LONGEST_WORD))
        index = index + cell.col_span
      end
    end
  end
  look(tbl.head.rows, true)
  for _, body in ipairs(tbl.bodies) do
    look(body.body)
  end
  local wanted, kept, long = {}, 0, 0
  for index in ipairs(tbl.colspecs) do
    wanted[index] = cell_letters[index] + MARGINS
    if wanted[index] <= SHORT then kept = kept + wanted[index] else long = long + 1 end
    total = total + wanted[index]
  end
  if total > LINE and LINE - kept >= LEAST * long then
    local share = (LINE - kept) / (total - kept)
    for index, width in ipairs(wanted) do
      wanted[index] = width <= SHORT and width or math.max(width * share, word_letters[index] + MARGINS)
    end
  end
  total = 0
  for _, width in ipairs(wanted) do total = total + width end
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

-- The formula stands in the middle of the line, its number at the right: the style has a tab stop for each.
local function equation(span)
  local formula, number = span.content[1].text:match("^(.-)%s*\\qquad%s*%((%d+)%)$")
  if number == nil then
    error(span.identifier .. ": expected a formula that ends with its number")
  end
  -- In line, the bounds of sums and minima would stand at their side.
  formula = formula:gsub("\\(%l+)_", { sum = "\\sum\\limits_", min = "\\min\\limits_" })
  local tab = raw("<w:r><w:tab /></w:r>")
  local line = pandoc.Inlines({ tab, pandoc.Math("InlineMath", formula), tab, pandoc.Str("(") })
  line:extend(marked(span.identifier, { field("SEQ " .. (spoken[pandoc.utils.stringify(edition["language"])] or { words = { equation = "Equation" } }).words.equation .. " \\* ARABIC", number) }))
  line:insert(pandoc.Str(")"))
  return styled({ pandoc.Para(line) }, "Equation", span.identifier)
end

-- Quarto leaves a numbered formula within its paragraph: what stands around it gets paragraphs of its own.
local function equations(para)
  local blocks, words = pandoc.Blocks({}), pandoc.Inlines({})
  for index = 1, #para.content + 1 do
    local inline = para.content[index]
    local numbered = inline and inline.t == "Span" and inline.identifier:match("^eq%-")
    if (numbered or not inline) and #words > 0 then
      blocks:insert(pandoc.Para(words))
      words = pandoc.Inlines({})
    end
    if numbered then
      blocks:insert(equation(inline))
    elseif inline and (#words > 0 or inline.t ~= "Space" and inline.t ~= "SoftBreak") then
      words:insert(inline)
    end
  end
  return blocks:find_if(function(block) return block.t == "Div" end) and blocks or nil
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

-- Word's title page has the abstract alone: the keywords close it.
local function abstract_with_keywords(meta)
  local words = pandoc.List(meta["keywords"]):map(pandoc.utils.stringify)
  local mark, between = ": ", "; "
  if edition["han"] then
    mark, between = "：", "；"
  end
  local title = pandoc.Strong(pandoc.Str(pandoc.utils.stringify(meta["keywords-title"]) .. mark))
  local line = pandoc.Inlines({ title, pandoc.Str(table.concat(words, between)) })
  local blocks = pandoc.Blocks({})
  blocks:extend(pandoc.utils.type(meta["abstract"]) == "Blocks" and meta["abstract"] or { pandoc.Para(meta["abstract"]) })
  blocks:insert(pandoc.Para(line))
  return blocks
end

local function settings(meta)
  edition = meta["edition"] or {}
  local language = spoken[pandoc.utils.stringify(edition["language"] or "")]
  meta["lang"] = language and language.locale or meta["lang"]
  meta["toc-title"] = edition["toc-title"]
  if meta["abstract"] and meta["keywords"] then
    meta["abstract"] = abstract_with_keywords(meta)
  end
  return meta
end

if not FORMAT:match("docx") then
  return {}
end
return {
  { Meta = settings, Pandoc = first_page },
  { Link = reference, Figure = counted_figure, Div = counted_table },
  { Header = heading, Table = table_text, Image = image, Para = equations, Div = block_style },
  { Strong = character("Strong"), Emph = emphasis },
}
