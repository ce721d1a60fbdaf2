-- For Typst: a figure or table and the note below it become one exhibit, which the page may move or break as one.
local typst = FORMAT:match("typst") ~= nil
local parallel = false

local function exhibit_name(block)
  if block.t == "Para" and #block.content == 1 and block.content[1].t == "Image" then
    block = block.content[1]
  end
  local name = block.identifier or ""
  -- Quarto leaves the id after a colon in the caption's words until later.
  if block.t == "Table" and name == "" then
    name = pandoc.utils.stringify(block.caption.long or {}):match("{#([%w-]+)[^{}]*}$") or ""
  end
  return name:match("^fig%-") or name:match("^tbl%-")
end

-- A table of few columns is a list, which may break where a table would not.
local FEW = 3

local function kind_of(block)
  if exhibit_name(block) ~= "tbl-" then return "figure" end
  local columns = 0
  block:walk({ Table = function(inner) columns = math.max(columns, #inner.colspecs) end })
  if block.t == "Table" then columns = #block.colspecs end
  return columns > FEW and "table" or "list"
end

local function is_note(block)
  return block ~= nil and block.t == "Div" and block.classes:includes("exhibit-note")
end

local function exhibits(blocks)
  local done, index = pandoc.Blocks({}), 1
  while index <= #blocks do
    local block = blocks[index]
    if exhibit_name(block) then
      local whole = pandoc.Blocks({ pandoc.RawBlock("typst", '#edition-exhibit("' .. kind_of(block) .. '")['), block, pandoc.RawBlock("typst", "][") })
      if is_note(blocks[index + 1]) then
        index = index + 1
        whole:insert(blocks[index])
      end
      whole:insert(pandoc.RawBlock("typst", "]"))
      -- In the parallel edition a block of one language stands beside one of the other: it must stay one.
      done:extend(parallel and { pandoc.Div(whole) } or whole)
    else
      done:insert(block)
    end
    index = index + 1
  end
  return done
end

local function blank(cell)
  return pandoc.utils.stringify(cell.contents):gsub("[%s\u{a0}]", "") == ""
end

-- In a table of regressions the name of a variable stands beside its coefficient and the errors below: it has
-- the height of all.
local function spanning(body)
  local name
  for _, row in ipairs(body.body) do
    local first = row.cells[1]
    if name and blank(first) then
      name.row_span = name.row_span + 1
      row.cells:remove(1)
    else
      name = first
    end
  end
end

-- About the width of words in em: a Han letter is one, a Latin one half.
local function width_of(words)
  local width = 0
  for _, code in utf8.codes(words) do width = width + (code >= 0x2E80 and 1 or 0.52) end
  return width
end

-- A column that needs no more than SHORT is not to break; ROOM is what lies between two; more than LONG does not count.
-- All are in em.
local SHORT, ROOM, LONG = 12, 1, 160

-- A line of the page holds about so many; the more columns, the smaller the letters.
local function line_of(block)
  return #block.colspecs <= 4 and 41 or 45
end

-- The words of a cell, a number in the place of each key of a cross-reference that is still to be resolved.
local function words_of(cell)
  local shown = pandoc.Div(cell.contents):walk({
    Cite = function(cite)
      if cite.citations[1].id:match("^%l%l%l?%-") then return pandoc.Str("0.0.0") end
    end,
  })
  return pandoc.utils.stringify(shown)
end

-- A Han letter, by its bytes.
local HAN = "[\xE4-\xE9][\x80-\xBF][\x80-\xBF]"

-- Han letters part anywhere; so many should stand together, in em.
local HAN_WORD = 4

-- A head breaks at spaces, and after a Chinese comma.
local function head_words(cell)
  return (words_of(cell):gsub("，", "， ")):gmatch("%S+")
end

-- What each column needs that is not to break: its longest cell, or the longest word of its head. Cells break after a
-- mark: a comma and a space, or (``tight``) any space, and within names where the page breaks them.
local function needed(block, mark)
  local widths = {}
  local function measure(column, words, most)
    widths[column] = math.max(widths[column] or 0, math.min(width_of(words), most or math.huge) + ROOM)
  end
  local function pieces(words)
    if mark ~= " " then return (words .. mark):gmatch("(.-)" .. mark) end
    return words:gsub("(%l[._/])", "%1 "):gmatch("%S+")
  end
  for _, row in ipairs(block.head.rows) do
    local column = 1
    for _, cell in ipairs(row.cells) do
      -- A head over several columns asks no room of one of them.
      if cell.col_span == 1 then
        for word in head_words(cell) do measure(column, word, mark == " " and word:find(HAN) and HAN_WORD) end
      end
      column = column + cell.col_span
    end
  end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      for column, cell in ipairs(row.cells[1].col_span == 1 and row.cells or {}) do
        for words in pieces(words_of(cell)) do measure(column, words, mark == " " and words:find(HAN) and HAN_WORD) end
      end
    end
  end
  return widths
end

-- What the heads lack to stand on one line, by column.
local function lacking(block, widths)
  local lacks, all = {}, 0
  for _, row in ipairs(block.head.rows) do
    local column = 1
    for _, cell in ipairs(row.cells) do
      local lack = cell.col_span == 1 and width_of(words_of(cell)) + ROOM - widths[column] or 0
      lacks[column] = math.max(lacks[column] or 0, lack)
      column = column + cell.col_span
    end
  end
  for column in ipairs(widths) do all = all + (lacks[column] or 0) end
  return lacks, all
end

-- Divides the line by what each column needs; false where all together need more than ``line``. What is left goes to the
-- heads that break, and then to all.
local function shared(block, widths, line)
  local room = 0
  for _, width in ipairs(widths) do room = room + width end
  if room > line then return false end
  local lacks, all = lacking(block, widths)
  local left = all > 0 and math.min(line - room, all) / all or 0
  room = room + left * all
  for column, width in ipairs(widths) do
    block.colspecs[column] = { block.colspecs[column][1], (width + left * (lacks[column] or 0)) / room }
  end
  return true
end

local function weight(width)
  return math.sqrt(math.min(width, LONG))
end

-- Short columns get what they need; long ones share the rest by the square root of their longest cell, as lines are
-- broken in both directions. Where the short ones would take half the line, all break: each gets its longest word, and
-- what is left goes to those that break most.
local function set_widths(block)
  local widths, least, line = needed(block, ", "), needed(block, " "), line_of(block)
  -- Where nothing has to break, what is left is divided among all.
  if shared(block, needed(block, "\n"), 1.08 * line) then return end
  local taken, words, long, breaks = 0, 0, 0, 0
  for column, width in ipairs(widths) do
    if width <= SHORT then taken = taken + width else long = long + weight(width) end
    words, breaks = words + least[column], breaks + weight(width) - weight(least[column])
  end
  local broken = taken > line / 2 or long == 0
  -- A table of regressions has too many columns for that.
  if broken and (words >= line or breaks == 0) then return shared(block, least, math.huge) end
  for column, width in ipairs(widths) do
    local share = width <= SHORT and width or (line - taken) * weight(width) / long
    if broken then share = least[column] + (line - words) * (weight(width) - weight(least[column])) / breaks end
    block.colspecs[column] = { block.colspecs[column][1], share / line }
  end
end

local function table_set(block)
  set_widths(block)
  for _, body in ipairs(block.bodies) do spanning(body) end
  return block
end

-- A picture whose letters are letters, where there is one: what is printed can be searched. What it says to those who
-- cannot see it is its caption, where nothing else is written.
local function printed(image)
  if image.attributes["fig-alt"] == nil and #image.caption > 0 then
    image.attributes["fig-alt"] = pandoc.utils.stringify(image.caption)
  end
  local name = image.src:gsub("%.svg$", ".print.svg")
  local file = name ~= image.src and io.open(name)
  if not file then return image end
  file:close()
  image.src = name
  return image
end

-- A figure without an id has its caption below it and no number: Quarto would count it in the PDF alone.
local function unnumbered(block)
  local image
  block.content:walk({ Image = function(found) image = found end })
  image.caption = {}
  return pandoc.Div({
    pandoc.RawBlock("typst", "#align(center)["), pandoc.Plain({ image }), pandoc.Para(pandoc.utils.blocks_to_inlines(block.caption.long)),
    pandoc.RawBlock("typst", "]"),
  })
end

-- A figure or table within another is a part of it: only what stands by itself, or in a block around it, is an exhibit.
local function deep(blocks)
  for index, block in ipairs(blocks) do
    local kind = exhibit_name(block)
    if kind == "tbl-" and block.t == "Table" then
      blocks[index] = table_set(block)
    elseif kind == "tbl-" then
      blocks[index] = block:walk({ Table = table_set })
    elseif quarto and block.t == "Figure" and block.identifier == "" then
      blocks[index] = unnumbered(block)
    elseif block.t == "Div" and not kind and not block.attributes["layout-ncol"] then
      block.content = deep(block.content)
      blocks[index] = block
    end
  end
  return exhibits(blocks)
end

function Pandoc(document)
  if not typst then return nil end
  parallel = document.meta["parallel-file"] ~= nil
  document = document:walk({ Image = printed })
  document.blocks = deep(document.blocks)
  return document
end
