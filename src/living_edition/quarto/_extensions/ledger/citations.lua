-- Formats the citations here, so that afterwards each reference can keep its own language:
-- styles write "等" or "et al." by the language of the document, never by that of the entry.
-- In the English edition a Chinese entry is romanised already and stays as the style has set it.
local languages, pinyin = {}, {}
local chinese = false

local western = { ["，"] = ", ", ["；"] = "; ", ["："] = ": " }

local function western_words(str)
  local changed = str.text:gsub("^等%.?", "et al.")
  for wide, narrow in pairs(western) do
    changed = changed:gsub(wide, narrow)
  end
  return pandoc.Str(changed)
end

local function chinese_words(inlines)
  local changed = pandoc.Inlines({})
  for index, inline in ipairs(inlines) do
    local follows = inlines[index + 1]
    local before = inlines[index - 2]
    if inline.t == "Str" and inline.text == "et" and inlines[index + 2] and inlines[index + 2].t == "Str" and inlines[index + 2].text:match("^al") then
      changed:insert(pandoc.Str("等"))
    elseif not (inline.t == "Str" and inline.text:match("^al%.?") and before and before.t == "Str" and before.text == "et") then
      changed:insert(inline)
    else
      local rest = inline.text:gsub("^al%.?", "")
      if rest ~= "" then changed:insert(pandoc.Str(rest)) end
    end
    if follows == nil then break end
  end
  return changed
end

local function hanging(div)
  if FORMAT:match("typst") then
    local western = div.classes:includes("western") and "(western: true)" or ""
    div.content:insert(1, pandoc.RawBlock("typst", "#reference-entry" .. western .. "["))
    div.content:insert(pandoc.RawBlock("typst", "]"))
  end
  return div
end

local function entry(div)
  if not div.classes:includes("csl-entry") then
    return nil
  end
  if languages[div.identifier] == "chinese" then
    return hanging(chinese and div:walk({ Inlines = chinese_words }) or div)
  end
  div.classes:insert("western")
  return hanging(div:walk({ Str = western_words }))
end

-- In the Chinese text: "Stiglitz et al." but "林毅夫等", and full-width marks around citations.
local function chinese_citation(inlines)
  local changed, author = pandoc.Inlines({}), ""
  local wide = { [","] = "，", [";"] = "；", ["("] = "（", [")"] = "）" }
  local drop_space = false
  for _, inline in ipairs(inlines) do
    if inline.t == "Link" then
      inline.content = chinese_citation(inline.content)
      changed:insert(inline)
      drop_space = false
    elseif inline.t == "Str" then
      local word, ends = inline.text, false
      local bare, mark = word:match("^等([,;]?)(.*)$")
      if bare then
        -- The first bytes of Chinese characters; those of accented Latin letters are below them.
        local western = author:match("[\227-\233]") == nil
        word = (western and "et al." or "等") .. bare .. mark
        if not western and #changed > 0 and changed[#changed].t == "Space" then changed:remove(#changed) end
      else
        author = word
      end
      if word:match("^%(") then word = "（" .. word:sub(2) end
      local last = word:sub(-1)
      if wide[last] then word, ends = word:sub(1, -2) .. wide[last], true end
      changed:insert(pandoc.Str(word))
      drop_space = ends
    elseif inline.t == "Space" and drop_space then
      drop_space = false
    else
      changed:insert(inline)
      drop_space = false
    end
  end
  return changed
end

-- A full-width bracket brings its own room: no space before it.
local function close_up(inlines)
  for index = #inlines - 1, 1, -1 do
    local following = inlines[index + 1]
    if inlines[index].t == "Space" and following.t == "Cite" and pandoc.utils.stringify(following):match("^%(") then
      inlines:remove(index)
    end
  end
  return inlines
end

-- GB/T 7714-2015 sets the pages of a citation as a superscript after its brackets; the style knows no pages. They are
-- taken out before the style works, and set where it is done: within the brackets, after a colon, where works are several.
local function pages_of(citation)
  local said = pandoc.utils.stringify(citation.suffix):gsub("^[,，%s\u{a0}]+", ""):gsub("\u{a0}", " ")
  local pages = said:match("^pp?%.?%s*(%d[%d%s,–—%-]*)$") or said:match("^第%s*(%d[%d%s,、，–—%-]*)页$")
  return pages and pages:gsub("%-+", "–"):gsub("%s+", "") or nil
end

local function take_pages(cite, taken)
  local found = {}
  for index, citation in ipairs(cite.citations) do
    local pages = pages_of(citation)
    if pages then
      found[index], citation.suffix = pages, pandoc.Inlines({})
    elseif #citation.suffix > 0 then
      citation.suffix:insert(1, pandoc.Str("{}")) -- words, and no place that the style would pass over
    end
  end
  table.insert(taken, found)
  return cite
end

local function with_pages(cite, inlines, found)
  if next(found) == nil then return inlines end
  if #cite.citations == 1 then
    inlines:insert(pandoc.Superscript({ pandoc.Str(found[1]) }))
    return inlines
  end
  local by_link = {}
  for index, citation in ipairs(cite.citations) do by_link["#ref-" .. citation.id] = found[index] end
  local linked = false
  local marked = inlines:walk({ Link = function(link)
    linked = true
    local pages = by_link[link.target]
    if pages then link.content:insert(pandoc.Str("：" .. pages)) end
    return link
  end })
  if linked then return marked end
  local index = 1
  return inlines:walk({ Str = function(str)
    local pages = found[index]
    local word, mark = str.text:match("^(.-)([；）]?)$")
    if mark == "" or word:match("%d%a?$") == nil then
      word, mark = str.text:match("^(.*%d%a?)(；?.*)$")
      if word == nil or not (mark:match("^；") or mark:match("^）")) then return nil end
    end
    index = index + 1
    return pages and pandoc.Str(word .. "：" .. pages .. mark) or nil
  end })
end

-- pandoc writes an apostrophe as a straight mark, which Typst takes for one that opens after brackets, for a prime after figures.
local function apostrophes(str)
  local before, after = str.text:match("^(.-)’(.*)$")
  if before == nil or before ~= "" and not before:match("[%)%]%d]$") then return nil end
  local parts = pandoc.Inlines({ pandoc.RawInline("typst", "’") })
  if before ~= "" then parts:insert(1, pandoc.Str(before)) end
  if after ~= "" then parts:insert(pandoc.Str(after)) end
  return parts
end

-- GB/T 7714-2015 lists the works by language, those in Chinese first, by the pinyin of their authors; the style knows no
-- pinyin, and staging gives it.
local function by_pinyin(div)
  if div.identifier ~= "refs" then return nil end
  local first, others = pandoc.List(), pandoc.List()
  for _, each in ipairs(div.content) do (pinyin[each.identifier] and first or others):insert(each) end
  first:sort(function(one, other) return pinyin[one.identifier] < pinyin[other.identifier] end)
  div.content = first .. others
  return div
end

function Pandoc(document)
  chinese = pandoc.utils.stringify(document.meta.lang or ""):match("^zh") ~= nil
  for _, reference in ipairs(pandoc.utils.references(document)) do
    languages["ref-" .. reference.id] = reference.language == "chinese" and "chinese" or "western"
    pinyin["ref-" .. reference.id] = reference.language == "chinese" and pandoc.utils.stringify(reference.keyword or "") or nil
  end
  local taken, at = {}, 0
  if chinese then
    document = document:walk({ Cite = function(cite) return take_pages(cite, taken) end })
  end
  local done = pandoc.utils.citeproc(document)
  if chinese then done = done:walk({ Div = by_pinyin, Inlines = close_up }) end
  done = done:walk({ Div = entry })
  done = done:walk({ Cite = function(cite)
    if not chinese then return cite.content end
    at = at + 1
    return with_pages(cite, chinese_citation(cite.content), taken[at] or {})
  end })
  if FORMAT:match("typst") then done = done:walk({ Str = apostrophes }) end
  done.meta.bibliography, done.meta.references, done.meta.nocite, done.meta.citations = nil, nil, nil, nil
  return done
end
