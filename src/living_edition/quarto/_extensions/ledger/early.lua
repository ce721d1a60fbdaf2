-- Lets Quarto print the ledger's shortcodes before any other filter, as the built-in engine does: widths of columns, links
-- to other documents and styles of cells are set by what is printed, not by its call. A line broken between two wide
-- characters goes on without a space, as the built-in engine's reader has it.
local handlers = { num = true, word = true, verdict = true }

local function plain(value)
  return value:match('^"(.*)"$') or value:match("^'(.*)'$") or value
end

local function printed(span)
  if not span.classes:includes("quarto-shortcode__") then return nil end
  local name, rest = (span.attributes["data-raw"] or ""):match("^{{<%s*(%S+)%s+(.-)%s*>}}$")
  if not handlers[name] then return nil end
  if handlers[name] == true then handlers = dofile(quarto.utils.resolve_path("ledger.lua")) end
  local args, named = {}, {}
  for word in rest:gmatch("%S+") do
    local key, value = word:match("^([%w-]+)=(.*)$")
    if key then named[key] = plain(value) else table.insert(args, plain(word)) end
  end
  return handlers[name](args, named)
end

local function wide(code)
  return code >= 0x2E80 and code <= 0xA4CF or code >= 0xAC00 and code <= 0xD7A3 or code >= 0xF900 and code <= 0xFAFF
    or code >= 0xFE30 and code <= 0xFE6F or code >= 0xFF01 and code <= 0xFF60 or code >= 0x20000
end

local function joined(inlines)
  for index = #inlines - 1, 2, -1 do
    local before, after = pandoc.utils.stringify(inlines[index - 1]), pandoc.utils.stringify(inlines[index + 1])
    if inlines[index].t == "SoftBreak" and before ~= "" and after ~= ""
      and wide(utf8.codepoint(before, utf8.offset(before, -1))) and wide(utf8.codepoint(after)) then
      inlines:remove(index)
    end
  end
  return inlines
end

-- By itself Quarto gives an image alone in its paragraph, without an id, no words for those who cannot see it.
-- Typst knows no pixels.
local function described(image)
  if not image.attributes["fig-alt"] and #image.caption > 0 then
    image.attributes["fig-alt"] = pandoc.utils.stringify(image.caption)
  end
  for _, key in ipairs(FORMAT:match("typst") and { "width", "height" } or {}) do
    local pixels = (image.attributes[key] or ""):match("^([%d.]+)p?x?$")
    if pixels then image.attributes[key] = tonumber(pixels) * 0.75 .. "pt" end
  end
  return image
end

return { { Span = printed }, { Inlines = joined }, { Image = described } }
