-- Callouts, theorems and their like, sets of tabs, and notes in the margin, for Quarto and for the built-in engine
-- alike. Quarto never sees them: both engines number them here and resolve the references to them.
local html = FORMAT:match("html") ~= nil
local typst = FORMAT:match("typst") ~= nil
local parallel, letters, delim = false, false, ". "
local numbers, counters, chapter = {}, {}, 0

-- What staging says of the edition's languages; by itself the extension speaks English.
local file = io.open("languages.json", "r")
local spoken = file and pandoc.json.decode(file:read("a"), false) or {}
if file then file:close() end
-- Words by class or by the prefix of an id.
local WORDS = {
  note = "Note", tip = "Tip", warning = "Warning", important = "Important", caution = "Caution",
  thm = "Theorem", lem = "Lemma", cor = "Corollary", prp = "Proposition", cnj = "Conjecture", def = "Definition",
  exm = "Example", exr = "Exercise", sol = "Solution", rem = "Remark",
  proof = "Proof", remark = "Remark", solution = "Solution",
}
local own = { words = WORDS, stop = "." }
local CALLOUTS = { nte = "note", tip = "tip", wrn = "warning", imp = "important", cau = "caution" }
local UNNUMBERED = { "proof", "remark", "solution" }

local function word(name)
  return WORDS[name] and own.words[name]
end

-- In the parallel edition a block of one language stands beside one of the other: it must stay one.
local function whole(blocks)
  return parallel and pandoc.Div(blocks) or blocks
end

-- The name of a box: its attribute, as it is written but for the apostrophe, or its first heading, which goes.
local function name_of(div, attribute)
  local first, written = div.content[1], div.attributes[attribute]
  if written then return pandoc.Inlines({ pandoc.Str((written:gsub("(%w)'", "%1’"))) }) end
  if first and first.t == "Header" then return div.content:remove(1).content end
end

-- Counts what has an id that can be referred to: its word and number.
local function counted(id, name)
  counters[name] = (counters[name] or 0) + 1
  numbers[id] = { word = word(name), number = (letters and string.char(64 + chapter) .. "." or "") .. counters[name] }
  return numbers[id].word .. " " .. numbers[id].number
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind then return kind end
  end
end

local filter

local function callout(div, kind)
  local title = name_of(div, "title")
  local id, prefix = div.identifier, div.identifier:match("^(%a+)%-")
  if CALLOUTS[prefix] then
    local label = counted(id, CALLOUTS[prefix])
    title = title and pandoc.Inlines({ pandoc.Str(label .. delim) }) .. title or pandoc.Inlines({ pandoc.Str(label) })
  end
  title = title or pandoc.Inlines({ pandoc.Str(word(kind) or "") })
  -- Of several blocks that take one's place none is looked at again.
  div.content = div.content:walk(filter)
  -- Quarto makes a float of its own of a block whose id says callout: the title bears it.
  if id ~= "" and (typst or CALLOUTS[prefix]) then
    title = pandoc.Inlines({ pandoc.Span(title, pandoc.Attr(id)) })
    id = ""
  end
  if typst then
    local list = #div.content == 1 and div.content[1].t == "BulletList"
    local call = '#edition-note(kind: "' .. kind .. '", list: ' .. tostring(list) .. ", title: ["
    local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", call), pandoc.Plain(title), pandoc.RawBlock("typst", "])[") })
    blocks:extend(div.content)
    blocks:insert(pandoc.RawBlock("typst", "]"))
    return whole(blocks)
  end
  local heading = pandoc.Div({ pandoc.Para(title) }, pandoc.Attr("", { "note-title" }))
  return pandoc.Div(pandoc.Blocks({ heading }) .. div.content, pandoc.Attr(id, { "note", "note-" .. kind }, { role = "note" }))
end

-- A theorem's word, number and name stand in bold before its text, those of a proof in italics.
local function statement(div, prefix, class)
  local name, id = name_of(div, "name"), div.identifier
  local label = pandoc.Inlines({ pandoc.Str(prefix and counted(id, prefix) or word(class)) })
  if name then label = label .. { pandoc.Space(), pandoc.Str("(") } .. name .. { pandoc.Str(")") } end
  if not prefix then label:insert(pandoc.Str(own.stop)) end
  local look = prefix and pandoc.Strong(label) or pandoc.Emph(label)
  local opening = pandoc.Inlines({ pandoc.Span({ look }, pandoc.Attr(id)), pandoc.Space() })
  local first = div.content[1]
  if first and first.t == "Para" then
    first.content = opening .. first.content
    div.content[1] = first
  else
    div.content:insert(1, pandoc.Para(opening))
  end
  return pandoc.Div(div.content, pandoc.Attr("", { "statement" }))
end

-- Tabs stand one after the other, each under its title: on paper there is nothing to press.
local function tabset(div)
  local level
  local blocks = div.content:map(function(block)
    if block.t ~= "Header" then return block end
    level = level or block.level
    return block.level == level and pandoc.Para({ pandoc.Strong(block.content) }) or block
  end)
  return pandoc.Div(blocks, pandoc.Attr(div.identifier, { "tabset" }))
end

local function box(div)
  local kind, prefix = callout_kind(div), div.identifier:match("^(%a+)%-")
  if kind then return callout(div, kind) end
  if div.classes:includes("panel-tabset") then return tabset(div) end
  if word(prefix) and not CALLOUTS[prefix] then return statement(div, prefix) end
  for _, class in ipairs(UNNUMBERED) do
    if div.classes:includes(class) then return statement(div, nil, class) end
  end
end

local function margin(element)
  return element.classes:includes("column-margin") or element.classes:includes("aside")
end

-- What stands in the margin is a note: in HTML the notes stand there, in print at the foot.
local function beside(blocks)
  local kept = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    local last = kept[#kept]
    if not (block.t == "Div" and margin(block)) then
      kept:insert(block)
    elseif last and (last.t == "Para" or last.t == "Plain") then
      last.content:insert(pandoc.Note(block.content))
    else
      kept:insert(pandoc.Para({ pandoc.Note(block.content) }))
    end
  end
  return kept
end

local function beside_words(span)
  return margin(span) and pandoc.Note({ pandoc.Para(span.content) }) or nil
end

local function reference(cite)
  local links = pandoc.Inlines({})
  for _, each in ipairs(cite.citations) do
    local id = each.id:sub(1, 1):lower() .. each.id:sub(2)
    local found = numbers[id]
    if not found then return nil end
    local shown = pandoc.Inlines(each.prefix)
    if #shown == 0 and each.mode ~= "SuppressAuthor" then shown:insert(pandoc.Str(found.word)) end
    if #shown > 0 then shown:insert(pandoc.Str("\u{a0}")) end
    shown:insert(pandoc.Str(found.number))
    if #links > 0 then links:extend({ pandoc.Str(","), pandoc.Space() }) end
    links:insert(pandoc.Link(shown, "#" .. id, "", pandoc.Attr("", { "quarto-xref" })))
  end
  return links
end

local function heading(header)
  if header.level == 1 and not header.classes:includes("unnumbered") then
    chapter = chapter + 1
    if letters then counters = {} end
  end
end

local function settings(meta)
  local edition, crossref = meta.edition or {}, meta.crossref or {}
  own = spoken[pandoc.utils.stringify(edition.language or meta.lang or "")] or own
  parallel, letters = meta["parallel-file"] ~= nil, edition.letters == true
  delim = crossref["title-delim"] and pandoc.utils.stringify(crossref["title-delim"]) or "."
  if delim == "." then delim = ". " end
  -- Quarto numbers by chapter and by letter where it is told so; the second of the two it takes from its own books alone.
  if not (letters and FORMAT:match("html")) then return nil end
  crossref["chapters"], crossref["chapters-alpha"] = true, true
  meta.crossref = crossref
  return meta
end

filter = { traverse = "topdown", Header = heading, Div = box }

return {
  { Meta = settings },
  { Blocks = beside, Span = beside_words },
  filter,
  { Cite = reference },
}
