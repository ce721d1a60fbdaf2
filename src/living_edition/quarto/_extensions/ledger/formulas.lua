-- For Typst: lists apart, and every formula says what it shows, in TeX, to those who cannot see it.
local typst = FORMAT:match("typst") ~= nil
local NUMBERED = "^#math%.equation%(block: true, numbering: .*%[%s*$"

-- Names of pandoc's that Typst of one version or another does not know, as characters, which all do.
local SIGNS = {
  ["sect"] = "∩", ["sect.big"] = "⋂", ["sect.sq"] = "⊓", ["sect.sq.big"] = "⨅", ["sect.double"] = "⋒",
  ["sect.dot"] = "⩀", ["sect.and"] = "⩄", ["sect.sq.double"] = "⩎", ["integral.sect"] = "⨙",
  ["times.circle"] = "⊗", ["times.circle.big"] = "⨂", ["dot.circle"] = "⊙", ["dot.circle.big"] = "⨀",
  ["minus.circle"] = "⊖", ["dash.circle"] = "⊝", ["eq.circle"] = "⊜", ["div.circle"] = "⨸",
  ["plus.circle.arrow"] = "⟴", ["bar.v.circle"] = "⦶", ["parallel.circle"] = "⦷", ["backslash.circle"] = "⦸",
  ["perp.circle"] = "⦹", ["lt.circle"] = "⧀", ["gt.circle"] = "⧁", ["planck.reduce"] = "ħ",
  ["bracket.l.double"] = "⟦", ["bracket.r.double"] = "⟧", ["shell.l.double"] = "⟬", ["shell.r.double"] = "⟭",
  ["brace.l.double"] = "⦃", ["brace.r.double"] = "⦄", ["paren.l.double"] = "⦅", ["paren.r.double"] = "⦆",
  ["quote.angle.l.double"] = "«", ["quote.angle.r.double"] = "»", ["quote.angle.l.single"] = "‹",
  ["quote.angle.r.single"] = "›",
}

local function spoken(math)
  local words = math.text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
  return 'alt: "' .. words:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function body(math)
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst")
  -- pandoc writes two bars around either matrix, and Typst takes one character.
  local bars = math.text:gmatch("\\begin{([vV])matrix}")
  written = written:gsub('delim: "||"', function() return bars() == "v" and 'delim: "|"' or 'delim: "‖"' end)
  written = written:gsub('([^"]*)("?[^"]*"?)', function(signs, words) return signs:gsub("%a[%a%.]*%a", SIGNS) .. words end)
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

-- Typst goes on counting where nothing that is set stands between two lists: a comment parts them.
local function lists(blocks)
  for index = #blocks - 1, 2, -1 do
    local before, after = blocks[index - 1].t, blocks[index + 1].t
    if blocks[index].t == "RawBlock" and before == after and before:match("List$") then
      blocks[index] = pandoc.RawBlock("typst", "#v(0pt, weak: true)")
    end
  end
  return blocks
end

-- In a page a line may break after a formula: a full-width mark that closes would begin the next.
local CLOSING = { ["，"] = true, ["。"] = true, ["；"] = true, ["："] = true, ["、"] = true, ["）"] = true }
local function kept(inlines)
  for index = #inlines - 1, 1, -1 do
    local mark, rest = (inlines[index + 1].text or ""):match("^([\xe3\xef]..)(.*)$")
    if inlines[index].mathtype == "InlineMath" and inlines[index + 1].t == "Str" and CLOSING[mark] then
      inlines[index] = pandoc.Span({ inlines[index], pandoc.Str(mark) }, pandoc.Attr("", { "nowrap" }))
      inlines[index + 1].text = rest
    end
  end
  return inlines
end

-- Quarto writes a formula's number into its TeX and leaves it in its paragraph. In a page it is a block, as the
-- built-in engine's is, with the number at the margin.
local function numbered(span)
  local math = span.t == "Span" and span.identifier:match("^eq%-") and #span.content == 1 and span.content[1]
  if not math or math.mathtype ~= "DisplayMath" then return nil end
  local tex, number = math.text:match("^(.-)%s*\\qquad(%b())$")
  if tex == nil then return nil end
  math.text = tex
  local label = pandoc.Span({ pandoc.Str(number) }, pandoc.Attr("", { "equation-number" }))
  return pandoc.Div({ pandoc.Plain({ label, math }) }, pandoc.Attr(span.identifier, { "equation" }))
end

local function parted(para)
  local blocks, words = pandoc.Blocks({}), pandoc.Inlines({})
  local function close()
    if words[1] and (words[1].t == "Space" or words[1].t == "SoftBreak") then words:remove(1) end
    if pandoc.utils.stringify(words):match("%S") then blocks:insert(pandoc.Para(words)) end
    words = pandoc.Inlines({})
  end
  local any = false
  for _, inline in ipairs(para.content) do
    local formula = numbered(inline)
    if formula then
      close()
      blocks:insert(formula)
      any = true
    else
      words:insert(inline)
    end
  end
  close()
  return any and blocks or nil
end

return { {
  Blocks = typst and lists or nil,
  Para = FORMAT:match("html") and parted or nil,
  Plain = FORMAT:match("html") and parted or nil,
  Inlines = typst and formulas or FORMAT:match("html") and kept or nil,
} }
