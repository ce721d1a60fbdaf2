-- Slides: figures stand without number and note, which they have in the text; references lead there.
local slides = false

local function figure(block)
  if not slides then return nil end
  block.identifier = ""
  return block
end

local function note(div)
  if slides and div.classes:includes("exhibit-note") then return {} end
end

return {
  { Meta = function(meta) slides = meta.edition ~= nil and meta.edition.slides == true end },
  { Figure = figure, Div = note },
}
