-- Figures, tables and listings with a number and a caption, for crossref.lua: the forms in which Quarto's language
-- writes them become one, and each output gets its own.
local typst = FORMAT:match("typst") ~= nil
local docx = FORMAT:match("docx") ~= nil
local html = FORMAT:match("html") ~= nil
local given = {}
local floats = {}

function floats.settings(settings)
  given = settings
end

local function kind_of(block)
  return (block.identifier or ""):match("^(%l%l%l)%-")
end

function floats.is(div)
  local kind = kind_of(div)
  return kind == "fig" or kind == "tbl" or kind == "lst"
end

local function images_of(block)
  if block.t ~= "Para" and block.t ~= "Plain" then return nil end
  local images = pandoc.List({})
  for _, inline in ipairs(block.content) do
    if inline.t == "Image" then
      images:insert(inline)
    elseif inline.t ~= "Space" and inline.t ~= "SoftBreak" then
      return nil
    end
  end
  return #images > 0 and images or nil
end

local function caption_of(block)
  return block.caption.long and #block.caption.long > 0 and pandoc.utils.blocks_to_inlines(block.caption.long) or nil
end

-- What a block with an id holds: its caption, which is its last paragraph, and its parts, of which each may have an
-- id and a caption of its own.
function floats.parts(div)
  local blocks, caption, cells = div.content:clone(), nil, pandoc.List({})
  local last = blocks[#blocks]
  if last and last.t == "Para" and not images_of(last) then
    caption = blocks:remove(#blocks).content
  end
  for _, block in ipairs(blocks) do
    local images = images_of(block)
    if images then
      for _, image in ipairs(images) do
        cells:insert({ id = image.identifier, content = pandoc.Blocks({ pandoc.Plain({ image }) }), image = image })
      end
    elseif block.t == "Figure" then
      local image
      block.content:walk({ Image = function(found) image = found end })
      cells:insert({ id = block.identifier, content = block.content, caption = caption_of(block), image = image })
    elseif block.t == "Table" then
      local body = block:clone()
      body.identifier, body.caption = "", { long = {} }
      cells:insert({ id = block.identifier, content = pandoc.Blocks({ floats.bare(body) or body }), caption = caption_of(block) })
    else
      cells:insert({ id = "", content = pandoc.Blocks({ block }) })
    end
  end
  return { caption = caption, cells = cells }
end

-- The widths that tbl-colwidths gives, as shares: "[30,70]".
local function with_widths(block)
  local shares, total = {}, 0
  for share in (block.attributes["tbl-colwidths"] or ""):gmatch("[%d.]+") do
    shares[#shares + 1] = tonumber(share)
    total = total + tonumber(share)
  end
  for index, spec in ipairs(#shares == #block.colspecs and block.colspecs or {}) do
    block.colspecs[index] = { spec[1], shares[index] / math.max(total, 100) }
  end
  block.attributes["tbl-colwidths"] = nil
end

-- A table whose caption follows after a colon, and an image with an id but without words, become blocks with an id.
floats.normal = {
  traverse = "topdown",
  Div = function(div)
    if floats.is(div) then return div, false end
  end,
  Table = function(block)
    with_widths(block)
    local caption = caption_of(block)
    if kind_of(block) ~= "tbl" or not caption then return block, false end
    local identifier = block.identifier
    block.identifier, block.caption = "", { long = {} }
    return pandoc.Div({ block, pandoc.Para(caption) }, pandoc.Attr(identifier)), false
  end,
}

local function quoted(words)
  return '"' .. words:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- Side by side, a block must stay one block.
local function whole(blocks)
  return given.parallel and pandoc.Div(blocks) or blocks
end

-- A caption with its word and number, where Typst does not set them itself.
local function numbered(kind, id, caption)
  local inlines = pandoc.Inlines(caption or {})
  if given.parallel or not typst then
    inlines:insert(1, pandoc.Str(given.words[kind].title .. (docx and "\u{a0}" or " ") .. given.numbers[id] .. given.delim))
  end
  return inlines
end

local function length(value)
  local pixels = value:match("^([%d.]+)px$") or value:match("^([%d.]+)$")
  return pixels and tonumber(pixels) * 0.75 .. "pt" or value
end

-- Written out, as pandoc drops what the image of a figure says to those who cannot see it.
local function drawn(image)
  local size = ""
  for _, key in ipairs({ "width", "height" }) do
    if image.attributes[key] then size = size .. ", " .. key .. ": " .. length(image.attributes[key]) end
  end
  return "image(" .. quoted(image.src) .. ", alt: " .. quoted(image.attributes["fig-alt"] or pandoc.utils.stringify(image.caption)) .. size .. ")"
end

local function with_alternative(image)
  local words = image.attributes["fig-alt"]
  if words == nil then return nil end
  image.attributes["fig-alt"] = nil
  image.caption = { pandoc.Str(words) }
  return image
end

-- An image within a line, or alone without an id.
function floats.image(image)
  if typst then return pandoc.RawInline("typst", "#box(" .. drawn(image) .. ");") end
  return with_alternative(image)
end

local function figure_of(body, kind, caption, id)
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#figure(" .. (body.code or "[")) })
  blocks:extend(body.blocks or {})
  blocks:extend({
    pandoc.RawBlock("typst", (body.code and "" or "]") .. ", kind: " .. kind .. ", caption: ["), pandoc.Plain(caption),
    pandoc.RawBlock("typst", "]) <" .. id .. ">"),
  })
  return whole(blocks)
end

-- Content with its title: below a picture, above tables and code, as in print.
local function titled(content, kind, caption, id)
  if kind == "fig" or not html then
    return pandoc.Figure(content, { long = { pandoc.Plain(caption) } }, pandoc.Attr(id))
  end
  local blocks = pandoc.Blocks({ pandoc.RawBlock("html", "<figure>\n<figcaption>"), pandoc.Plain(caption), pandoc.RawBlock("html", "</figcaption>") })
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("html", "</figure>"))
  return pandoc.Div(blocks, pandoc.Attr(id))
end

local TYPST_KINDS = { fig = "image", tbl = "table", lst = "raw" }

-- The letter of a part and its caption; the id is the letter's.
local function lettered(part)
  local letter = part.id ~= "" and given.numbers[part.id]:match("%(%l%)$")
  if not letter and not part.caption then return nil end
  local inlines = pandoc.Inlines({})
  if letter then
    local mark = pandoc.Str(letter)
    inlines:insert(typst and pandoc.Span({ mark }, pandoc.Attr(part.id)) or mark)
    if part.caption then inlines:insert(pandoc.Space()) end
  end
  inlines:extend(part.caption or {})
  return inlines
end

local function typst_grid(cells, columns)
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#grid(columns: (1fr,) * " .. columns .. ", gutter: 1em, [") })
  for index, part in ipairs(cells) do
    if index > 1 then blocks:insert(pandoc.RawBlock("typst", "], [")) end
    local words = lettered(part)
    if words and part.content[1].t == "Table" then blocks:insert(pandoc.Para(words)) end
    blocks:extend(part.image and { pandoc.RawBlock("typst", "#" .. drawn(part.image)) } or part.content)
    if words and part.content[1].t ~= "Table" then blocks:insert(pandoc.Para(words)) end
  end
  blocks:insert(pandoc.RawBlock("typst", "])"))
  return blocks
end

local function part_block(part)
  local words, content = lettered(part), part.content:walk({ Image = with_alternative })
  if docx then
    local blocks = pandoc.Blocks(content)
    if words then blocks:insert(pandoc.Para({ pandoc.Span(words, pandoc.Attr(part.id)) })) end
    return pandoc.Div(blocks)
  end
  if not words then return pandoc.Div(content, pandoc.Attr(part.id)) end
  return titled(content, part.content[1].t == "Table" and "tbl" or "fig", words, part.id)
end

local function grid(cells, columns)
  if typst then return typst_grid(cells, columns) end
  local blocks = pandoc.Blocks(cells:map(part_block))
  if docx then return blocks end
  return pandoc.Blocks({ pandoc.Div(blocks, pandoc.Attr("", { "layout" }, { style = "--columns: " .. columns })) })
end

local function titled_table(part, caption, id)
  if typst then return figure_of({ blocks = part.content }, "table", caption, id) end
  local body = part.content[1]
  body.caption = { long = { pandoc.Plain(caption) } }
  return pandoc.Div({ body }, pandoc.Attr(id))
end

local function float(div, kind)
  local held = floats.parts(div)
  local cells, id = held.cells, div.identifier
  local caption, columns = numbered(kind, id, held.caption), tonumber(div.attributes["layout-ncol"]) or 1
  local first = cells[1]
  local alone = #cells == 1 and first.id == ""
  if alone and first.content[1].t == "Table" and kind == "tbl" then return titled_table(first, caption, id) end
  if typst then
    local body = alone and (first.image and { code = drawn(first.image) } or { blocks = first.content }) or { blocks = grid(cells, columns) }
    return figure_of(body, TYPST_KINDS[kind], caption, id)
  end
  local content = alone and first.content:walk({ Image = with_alternative }) or grid(cells, columns)
  return titled(content, kind, caption, id)
end

-- Blocks side by side, each of which may be a figure with its number: what is inside is set as anywhere else.
local function side_by_side(div)
  local columns = div.attributes["layout-ncol"]
  if not typst then return pandoc.Div(div.content, pandoc.Attr("", { "layout" }, { style = "--columns: " .. columns })) end
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#grid(columns: (1fr,) * " .. columns .. ", gutter: 1em, [") })
  for index, block in ipairs(div.content) do
    if index > 1 then blocks:insert(pandoc.RawBlock("typst", "], [")) end
    blocks:insert(block)
  end
  blocks:insert(pandoc.RawBlock("typst", "])"))
  return pandoc.Div(blocks)
end

function floats.div(div)
  local kind = kind_of(div)
  if floats.is(div) and given.numbers[div.identifier] then return float(div, kind), false end
  if div.attributes["layout-ncol"] then return side_by_side(div) end
end

function floats.figure(block)
  local caption = caption_of(block)
  if caption and given.numbers[block.identifier] then
    caption = numbered("fig", block.identifier, caption)
    block.caption.long = { pandoc.Plain(caption) }
  end
  if typst then
    local image
    block.content:walk({ Image = function(found) image = found end })
    if given.numbers[block.identifier] then return figure_of({ code = drawn(image) }, "image", caption, block.identifier), false end
    -- Without an id it has its caption below it and no number.
    return pandoc.Div({ pandoc.RawBlock("typst", "#align(center)[#" .. drawn(image)), pandoc.Para(caption or {}), pandoc.RawBlock("typst", "]") }), false
  end
  block.content = block.content:walk({ Image = with_alternative })
  return block, false
end

-- pandoc makes a figure of every table; only the one around it, which has the title, may count.
function floats.bare(body)
  if typst then
    body.classes:insert("typst:no-figure")
    return body
  end
end

function floats.listing(block)
  local id = block.identifier
  if kind_of(block) ~= "lst" or given.numbers[id] == nil then return nil end
  local words = pandoc.utils.blocks_to_inlines(pandoc.read(block.attributes["lst-cap"] or "", "markdown").blocks)
  local caption = numbered("lst", id, words)
  block.identifier, block.attributes = "", {}
  if typst then return figure_of({ blocks = pandoc.Blocks({ block }) }, "raw", caption, id), false end
  return titled(pandoc.Blocks({ block }), "lst", caption, id), false
end

return floats
