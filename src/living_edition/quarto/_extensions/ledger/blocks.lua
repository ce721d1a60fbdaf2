-- Gives every block under a section an anchor that is the same in both languages, so that a reader who
-- changes the language stays at the block. Blocks are counted from their section's heading. Captions close up.
local html, docx = FORMAT:match("html") ~= nil, FORMAT:match("docx") ~= nil

local function anchored(block, identifier)
  if block.t == "Para" or block.t == "Plain" then
    block.content:insert(1, pandoc.Span({}, pandoc.Attr(identifier, { "block-anchor" })))
  elseif block.t == "Div" and block.identifier == "" then
    block.identifier = identifier
  elseif block.t == "BulletList" or block.t == "OrderedList" then
    local first = block.content[1][1]
    if first then anchored(first, identifier) end
  end
  return block
end

-- In a book (EPUB) pandoc knows in which chapter a division stands, and does not know it of a figure.
local function divided(figure)
  if figure.identifier == "" then return nil end
  local identifier = figure.identifier
  figure.identifier = ""
  return pandoc.Div({ figure }, pandoc.Attr(identifier))
end

-- Quarto puts a space after the mark between number and title; the ideographic space is wide enough.
local function closed_up(inlines)
  for index = #inlines, 2, -1 do
    local before = inlines[index - 1]
    if inlines[index].t == "Space" and before.t == "Str" and before.text:match("\u{3000}$") then
      inlines:remove(index)
    end
  end
  return inlines
end

function Pandoc(document)
  if FORMAT:match("epub") then
    return document:walk({ Figure = divided })
  end
  if html or docx then
    document = document:walk({ Inlines = closed_up })
  end
  if not html then
    return document
  end
  local section, count = nil, 0
  for index, block in ipairs(document.blocks) do
    if block.t == "Header" and block.identifier ~= "" then
      section, count = block.identifier, 0
    elseif section and not (block.t == "Div" and block.classes:includes("language-link")) then
      count = count + 1
      document.blocks[index] = anchored(block, "block-" .. section .. "-" .. count)
    end
  end
  return document
end
