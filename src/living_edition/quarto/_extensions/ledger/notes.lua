-- Footnotes. In HTML each stands twice: beside the block that bears its mark (in the margin, or folded
-- under the block), and in a list of notes before the references. Word and Typst set true footnotes;
-- side by side, each language's are numbered by themselves.
local html = FORMAT:match("html") ~= nil
local typst = FORMAT:match("typst") ~= nil
local edition = {}
local parallel = false
local count = 0
local STOPS = { ["，"] = true, ["。"] = true, ["、"] = true }
local listed = pandoc.Blocks({})

local function label(key)
  return edition[key] and pandoc.utils.stringify(edition[key]) or ""
end

-- A place that is named in the text may stand once: its second copy goes without names.
local function unnamed(element)
  element.identifier = ""
  return element
end

local function copied(blocks)
  return blocks:walk({ Span = unnamed, Div = unnamed, Link = unnamed, Code = unnamed })
end

local function back(number, words, class)
  local attributes = { { "role", "doc-backlink" }, { "aria-label", label("note-back-label") .. " " .. number } }
  return pandoc.Link({ pandoc.Str(words) }, "#mark-" .. number, "", pandoc.Attr("", { class }, attributes))
end

local function beside(number, blocks)
  local inside = copied(blocks)
  if inside[1] and (inside[1].t == "Para" or inside[1].t == "Plain") then
    inside[1].content:insert(1, back(number, tostring(number), "note-number"))
  end
  return {
    pandoc.RawBlock("html", '<details class="sidenote"><summary>' .. label("note-label") .. " " .. number .. "</summary>"),
    pandoc.Div(inside, pandoc.Attr("side-" .. number, { "sidenote-text" }, { { "role", "note" }, { "tabindex", "-1" } })),
    pandoc.RawBlock("html", "</details>"),
  }
end

local function list_item(number, blocks)
  local last = blocks[#blocks]
  if last.t == "Para" or last.t == "Plain" then
    last.content:extend({ pandoc.Str("\u{a0}"), back(number, "↑", "note-back") })
  end
  return pandoc.Div(blocks, pandoc.Attr("note-" .. number))
end

local function mark(number)
  local link = pandoc.Link(
    { pandoc.Str(tostring(number)) }, "#side-" .. number, "",
    pandoc.Attr("mark-" .. number, { "note-mark" }, { role = "doc-noteref" })
  )
  return pandoc.Superscript({ link })
end

-- No line may end between the mark and what it follows, a Chinese full stop not excepted.
local function held(inlines)
  local result = pandoc.Inlines({})
  for _, inline in ipairs(inlines) do
    local before = result[#result]
    if inline.t == "Superscript" and inline.content[1].t == "Link" and before and before.t == "Str" then
      local start = utf8.offset(before.text, -1)
      local final = pandoc.Str(before.text:sub(start))
      result:remove(#result)
      if start > 1 then result:insert(pandoc.Str(before.text:sub(1, start - 1))) end
      local classes = { "note-hold" }
      if STOPS[final.text] then classes = { "note-hold", "note-after-stop" } end
      result:insert(pandoc.Span({ final, inline }, pandoc.Attr("", classes)))
    else
      result:insert(inline)
    end
  end
  return result
end

local function noted(block)
  local notes = pandoc.Blocks({})
  local marked = block:walk({
    Note = function(note)
      count = count + 1
      notes:extend(beside(count, note.content))
      listed:insert(list_item(count, note.content))
      return mark(count)
    end,
  })
  if #notes == 0 then
    return block
  end
  local sides = pandoc.Div(notes, pandoc.Attr("", { "sidenotes" }))
  return pandoc.Div({ marked:walk({ Inlines = held }), sides }, pandoc.Attr("", { "noted" }))
end

-- The place for the list is an empty Div that edition.lua has set under the list's heading.
local function list(div)
  if div.identifier == "notes" then
    div.content = { pandoc.OrderedList(listed:map(function(item) return { item } end)) }
    div.attributes["role"] = "doc-endnotes"
    return div
  end
end

local function numbered(note)
  count = count + 1
  local inlines = pandoc.utils.blocks_to_inlines(note.content, { pandoc.RawInline("typst", "#parbreak()") })
  inlines:insert(1, pandoc.RawInline("typst", "#edition-footnote(" .. count .. ", \"" .. label("language") .. "\")["))
  inlines:insert(pandoc.RawInline("typst", "]"))
  return inlines
end

function Pandoc(document)
  edition, parallel = document.meta["edition"] or {}, document.meta["parallel-file"] ~= nil
  if html then
    document.blocks = pandoc.Blocks(document.blocks:map(noted)):walk({ Div = list })
  elseif typst and parallel then
    document = document:walk({ Note = numbered })
  end
  return document
end
