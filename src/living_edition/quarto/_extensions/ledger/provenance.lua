-- For HTML: what a page's numbers are and where they come from, beside the text, for the script that shows it.
-- provenance.json, which staging makes, has it by the number's place on the page of all numbers.
local html = FORMAT:match("html") ~= nil

function Pandoc(document)
  local file = html and io.open("provenance.json", "r")
  if not file then return nil end
  local known = pandoc.json.decode(file:read("a"), false)
  file:close()
  local used, order = {}, {}
  document:walk({
    Link = function(link)
      local place = link.classes:includes("num") and link.target:match("#(.+)$")
      if place and known[place] and not used[place] then
        used[place] = true
        order[#order + 1] = place
      end
    end,
  })
  table.sort(order)
  local sources, index, numbers = {}, {}, {}
  for _, place in ipairs(order) do
    local what, source = known[place][1], known[place][2]
    if index[source] == nil then
      sources[#sources + 1] = source
      index[source] = #sources - 1
    end
    numbers[#numbers + 1] = pandoc.json.encode(place) .. ":[" .. pandoc.json.encode(what) .. "," .. index[source] .. "]"
  end
  local words = '{"sources":' .. pandoc.json.encode(sources) .. ',"numbers":{' .. table.concat(numbers, ",") .. "}}"
  local language = pandoc.utils.stringify(document.meta.lang or "")
  local script = '<script type="application/json" class="provenance-data" data-language="' .. language .. '">' .. words:gsub("</", "<\\/") .. "</script>"
  document.blocks:insert(pandoc.RawBlock("html", script))
  return document
end
