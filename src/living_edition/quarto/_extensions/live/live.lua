-- Live figures. In HTML a block of class live-panel gets the description that its script reads, pictures get the file of
-- their marks, a table of regressions what its models are, and the script itself stands once at the end: live/live.js,
-- live/NAME.json, exhibits/NAME-LANG.marks.json.
-- Elsewhere, and where no script runs, the block's own words stand.
local html = FORMAT:match("html") ~= nil
local parallel = false
local marks, estimates, used = {}, {}, false

local function content(path)
  local file = io.open(path, "r")
  if file == nil then return nil end
  local text = file:read("a")
  file:close()
  return text
end

-- A table is a block of its id; Quarto hands it over as a node of its own.
local function float(node)
  local id = node.identifier or ""
  local told = html and not parallel and id:match("^tbl%-") and not estimates[id] and content("live/" .. id .. ".json")
  if told then
    estimates[id] = true
    estimates[#estimates + 1] = '"' .. id .. '":' .. told
  end
end

local function panel(div)
  float(div)
  if not div.classes:includes("live-panel") then return nil end
  if not html then return div.content end
  if parallel then return {} end
  local name = div.attributes["panel"]
  local described = content("live/" .. name .. ".json")
  if described == nil then error("no description of the panel " .. name .. " in live/") end
  used = true
  div.content:insert(pandoc.RawBlock("html", '<script type="application/json">' .. described .. "</script>"))
  div.attributes = { { "data-panel", name } }
  return div
end

local function picture(image)
  local name = image.src:match("^exhibits/(.+)%.svg$")
  local found = name and html and not parallel and content("exhibits/" .. name .. ".marks.json")
  if found then marks[#marks + 1] = '"' .. name:gsub("%-%l%l$", "") .. '":' .. found end
end

local function script(document)
  if html and not parallel and (used or #marks + #estimates > 0) then
    local function data(id, parts)
      return '<script type="application/json" id="' .. id .. '">{' .. table.concat(parts, ",") .. "}</script>\n"
    end
    local whole = data("live-marks", marks) .. data("live-estimates", estimates) .. "<script>\n" .. content("live/live.js") .. "</script>"
    document.blocks:insert(pandoc.RawBlock("html", whole))
    return document
  end
end

return {
  { Meta = function(meta) parallel = meta["parallel-file"] ~= nil end },
  { Div = panel, Image = picture, FloatRefTarget = float },
  { Pandoc = script },
}
