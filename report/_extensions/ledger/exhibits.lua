-- For Typst: a figure or table and the note below it become one exhibit, which the page may move or break as one.
local typst = FORMAT:match("typst") ~= nil
local parallel = false

local function exhibit_name(block)
  if block.t == "Para" and #block.content == 1 and block.content[1].t == "Image" then
    block = block.content[1]
  end
  local name = block.identifier or ""
  return name:match("^fig%-") or name:match("^tbl%-")
end

local function is_note(block)
  return block ~= nil and block.t == "Div" and block.classes:includes("exhibit-note")
end

local function exhibits(blocks)
  local done, index = pandoc.Blocks({}), 1
  while index <= #blocks do
    local block = blocks[index]
    if exhibit_name(block) then
      local whole = pandoc.Blocks({ pandoc.RawBlock("typst", "#edition-exhibit["), block, pandoc.RawBlock("typst", "][") })
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

return {
  { Meta = function(meta) parallel = meta["parallel-file"] ~= nil end },
  { Blocks = function(blocks) return typst and exhibits(blocks) or nil end },
}
