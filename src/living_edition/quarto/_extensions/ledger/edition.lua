-- The edition's own blocks and its links between languages, for Quarto and for the built-in engine alike.
local html = FORMAT:match("html") ~= nil
local typst = FORMAT:match("typst") ~= nil
local edition = {}
-- A book reader or an archive has no other document beside this one.
local alone = FORMAT:match("epub") ~= nil or FORMAT:match("jats") ~= nil
local parallel = false
local own = ""
local labels

local function text(value)
  return value and pandoc.utils.stringify(value) or ""
end

-- In the parallel edition a block of one language stands beside one of the other: it must stay one.
local function whole(blocks)
  return parallel and pandoc.Div(blocks) or blocks
end

-- The content as the body of a call of a Typst function.
local function inside(call, content)
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#" .. call .. "[") })
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("typst", "]"))
  return whole(blocks)
end

local function exhibit_note(div)
  if div.classes:includes("exhibit-note") and typst then
    return inside("exhibit-note", div.content)
  end
end

-- The chart of claims stays whole; its last paragraph is its note.
local function claims_chart(div)
  if div.classes:includes("claims-chart") and typst then
    return inside("claims-chart", div.content)
  end
end

-- A claim's entry: its first paragraph is its title and stays with what follows, and its last, one line on the
-- evidence, with what goes before.
local function claim(div)
  if div.classes:includes("claim") and typst then
    local last = #div.content
    if last > 2 and div.content[last].t == "Para" and div.content[last - 1].t == "Para" then
      div.content[last - 1].content:insert(pandoc.LineBreak())
      div.content[last - 1].content:extend(div.content[last].content)
      div.content:remove(last)
    end
    local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#claim-entry(["), div.content[1], pandoc.RawBlock("typst", "])[") })
    for index = 2, #div.content do
      blocks:insert(div.content[index])
    end
    blocks:insert(pandoc.RawBlock("typst", "] <" .. div.identifier .. ">"))
    return whole(blocks)
  end
end

-- What the other documents of the project define: labels.json, which staging makes.
local function label_elsewhere(id)
  if labels == nil then
    local file = io.open("labels.json", "r")
    labels = file and pandoc.json.decode(file:read("a"), false) or {}
    if file then file:close() end
  end
  local label = labels[id]
  if own == "" or label == nil or label.document == own then return nil end
  return label
end

local function elsewhere(label)
  -- Print has no names for all places: a reader of the file lands at the section, or at its head.
  if html then return label.document .. ".html#" .. label.id end
  return label.document .. ".pdf#nameddest=" .. label.id
end

-- A reference to what stands in the other document becomes a link there, with the number it has there.
local function reference_elsewhere(cite)
  local label = #cite.citations == 1 and label_elsewhere(cite.citations[1].id)
  if not label then return nil end
  local bare = cite.citations[1].mode == "SuppressAuthor"
  local words = bare and label.number or label.prefix .. "\u{a0}" .. label.number
  if alone then return pandoc.Str(words) end
  return pandoc.Link({ pandoc.Str(words) }, elsewhere(label), "", pandoc.Attr("", { "elsewhere" }, { { "data-about", label.title } }))
end

-- In the chart of claims a claim is a square of its verdict's colour.
local function square(link)
  if not (typst and link.classes:includes("square")) then return nil end
  return { pandoc.RawInline("typst", '#edition-square("' .. link.classes[2] .. '")['), link, pandoc.RawInline("typst", "]") }
end

local function link_elsewhere(link)
  local label = link.target:match("^#") and label_elsewhere(link.target:sub(2))
  if not label then return nil end
  if alone then return link.content end
  link.target = elsewhere(label)
  link.classes:insert("elsewhere")
  link.attributes["data-about"] = label.title
  return link
end

-- The language beside the document's own, of those that staging names; by themselves the kit's.
local function other_language()
  local file = io.open("languages.json", "r")
  local order = file and pandoc.json.decode(file:read("a"), false).order or { "zh", "en" }
  if file then file:close() end
  return order[1] == text(edition["language"]) and order[2] or order[1]
end

-- The same document in the other language.
local function other_document()
  return (own:gsub("%-" .. text(edition["language"]) .. "$", "-" .. other_language())) .. ".html"
end

local function language_link(header)
  if not html or parallel or header.identifier == "" or own == "" or edition.slides then
    return nil
  end
  local second = text(edition["other-label"])
  local place = { { "aria-label", text(edition["permalink-label"]) }, { "title", text(edition["permalink-label"]) } }
  local permalink = pandoc.Link({ pandoc.Str("§") }, "#" .. header.identifier, "", pandoc.Attr("", {}, place))
  -- An edition in one language has no other to lead to.
  if second == "" then
    return { header, pandoc.Div({ pandoc.Plain({ permalink }) }, pandoc.Attr("", { "language-link" })) }
  end
  -- A list, not a table of keys: those have no order, and the page would differ from run to run.
  local attributes = {
    { "hreflang", other_language() },
    { "title", text(edition["other-title"]) },
  }
  local link = pandoc.Link(
    { pandoc.Str(second) },
    other_document() .. "#" .. header.identifier,
    "",
    pandoc.Attr("", {}, attributes)
  )
  return { header, pandoc.Div({ pandoc.Plain({ permalink, pandoc.Space(), link }) }, pandoc.Attr("", { "language-link" })) }
end

-- HTML lists the footnotes under a heading before the references; notes.lua fills the list.
local function notes_heading(document)
  local found = false
  document:walk({ Note = function() found = true end })
  if not html or not found then
    return nil
  end
  local heading = pandoc.Header(1, { pandoc.Str(text(edition["notes-title"])) }, pandoc.Attr("sec-notes", { "unnumbered" }))
  local place = #document.blocks + 1
  for index, block in ipairs(document.blocks) do
    if block.t == "Header" and block.identifier:match("references$") then place = index end
  end
  document.blocks:insert(place, heading)
  document.blocks:insert(place + 1, pandoc.Div({}, pandoc.Attr("notes", { "notes" })))
  return document
end

-- In print the first page has a look of its own, and the contents follow it.
local function contents_after_first_page(document)
  if not typst or parallel then return nil end
  local within
  for index, block in ipairs(document.blocks) do
    if block.t == "Header" and block.level == 1 then
      if within then
        document.blocks:insert(index, pandoc.RawBlock("typst", "]\n#edition-contents()"))
        document.blocks:insert(within, pandoc.RawBlock("typst", "#edition-first-page["))
        return document
      end
      within = block.identifier == "sec-first" and index + 1 or nil
    end
  end
end

return {
  {
    Meta = function(meta)
      edition, parallel, own = meta["edition"] or {}, meta["parallel-file"] ~= nil, text(meta["document"])
      -- For JATS pandoc calls the keywords so.
      meta["tags"] = FORMAT:match("jats") and meta["keywords"] or meta["tags"]
      return meta
    end,
  },
  { Cite = reference_elsewhere, Link = link_elsewhere },
  { Link = square },
  { Pandoc = contents_after_first_page },
  { Pandoc = notes_heading },
  { Div = function(div) return exhibit_note(div) or claim(div) or claims_chart(div) end, Header = language_link },
}
