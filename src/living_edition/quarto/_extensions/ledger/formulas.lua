-- For Typst: every formula says what it shows, in TeX, to those who cannot see it.
local typst = FORMAT:match("typst") ~= nil
local NUMBERED = "^#math%.equation%(block: true, numbering: .*%[%s*$"

local function spoken(math)
  local words = math.text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
  return 'alt: "' .. words:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function body(math)
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst")
  return written:gsub("%s+$", "") .. ".body"
end

local function formulas(inlines)
  for index, inline in ipairs(inlines) do
    local before, after = inlines[index - 1], inlines[index + 1]
    if inline.t == "Math" and before and before.t == "RawInline" and before.text:match(NUMBERED) then
      before.text = before.text:gsub("%[%s*$", "") .. spoken(inline) .. ", "
      after.text = after.text:gsub("^%s*%]%)", ")")
      inlines[index] = pandoc.RawInline("typst", body(inline))
    elseif inline.t == "Math" then
      local display = inline.mathtype == "DisplayMath" and "block: true, " or ""
      -- The semicolon ends the call: a bracket that follows belongs to the text.
      local call = "#math.equation(" .. display .. spoken(inline) .. ", " .. body(inline) .. ");"
      inlines[index] = pandoc.RawInline("typst", call)
    end
  end
  return inlines
end

return { { Inlines = function(inlines) return typst and formulas(inlines) or nil end } }
