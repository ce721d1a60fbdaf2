-- For Word, under Quarto: what it lays out in tables without a head becomes plain figures and tables again, as pandoc
-- makes them. Before word.lua, which gives every block its style.
-- Between two figures or tables Quarto sets a paragraph of one space.
local function between(block)
  local only = block.t == "Para" and #block.content == 1 and block.content[1]
  return only and only.t == "Str" and only.text == " "
end

local function is_caption(block)
  local first = block.t == "Para" and block.content[1]
  return first and first.t == "RawInline" and first.text:match("ImageCaption") ~= nil
end

-- A part without words of its own has no caption, not an empty one.
local function part(para)
  if is_caption(para) and #para.content == 1 then return {} end
  return #para.content == 1 and para.content[1].t == "Image" and pandoc.Plain(para.content) or nil
end

-- Quarto lays parts of a figure, and blocks side by side, out in tables without a head: their cells follow one another.
local function laid_out(tbl)
  local blocks = pandoc.Blocks({})
  if #tbl.head.rows > 0 then return nil end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        local div = cell.contents[1]
        if div == nil or div.t ~= "Div" or div.attributes["layout-align"] == nil then return nil end
        if not between(div.content[1]) then blocks:insert(pandoc.Div(div.content:walk({ Para = part }))) end
      end
    end
  end
  return blocks
end

local function frame(block)
  if block.text:match("w:framePr") then return {} end
end

-- Quarto writes the caption of a figure or table in raw WordprocessingML beside its content. They become plain figures
-- and tables, whose captions pandoc writes in their style.
local function captioned(div)
  if not div.identifier:match("^%a+%-") then return nil end
  local caption, content = nil, pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if is_caption(block) then
      block.content:remove(1)
      caption = block.content
    else
      content:insert(block)
    end
  end
  if caption == nil then return nil end
  if pandoc.utils.stringify(caption):match("^%(%l%)") then
    content:insert(pandoc.Para({ pandoc.Span(caption, pandoc.Attr(div.identifier)) }))
    return pandoc.Div(content)
  end
  if #content == 1 and content[1].t == "Table" then
    content[1].caption = { long = { pandoc.Plain(caption) } }
    return pandoc.Div({ content[1] }, pandoc.Attr(div.identifier))
  end
  return pandoc.Figure(content, { long = { pandoc.Plain(caption) } }, pandoc.Attr(div.identifier))
end

-- One that stands by itself is in a table of one cell.
local function float(tbl)
  if #tbl.head.rows > 0 or #tbl.bodies ~= 1 or #tbl.bodies[1].body ~= 1 or #tbl.bodies[1].body[1].cells ~= 1 then
    return nil
  end
  local div = tbl.bodies[1].body[1].cells[1].contents[1]
  return div and div.t == "Div" and captioned(div) or nil
end

if not FORMAT:match("docx") then
  return {}
end
return {
  { Table = function(tbl) return float(tbl) or laid_out(tbl) end, RawBlock = frame },
  { Div = captioned, Para = function(para) return between(para) and {} or nil end },
}
