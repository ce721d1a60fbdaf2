-- Formats the citations here, so that afterwards each reference can keep its own language:
-- styles write "等" or "et al." by the language of the document, never by that of the entry.
local languages = {}

local western = { ["，"] = ", ", ["；"] = "; ", ["："] = ": " }

local function western_words(str)
  local changed = str.text:gsub("^等", "et al")
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

local function entry(div)
  if not div.classes:includes("csl-entry") then
    return nil
  end
  if languages[div.identifier] == "chinese" then
    return div:walk({ Inlines = chinese_words })
  end
  return div:walk({ Str = western_words })
end

function Pandoc(document)
  for _, reference in ipairs(pandoc.utils.references(document)) do
    languages["ref-" .. reference.id] = reference.language == "chinese" and "chinese" or "western"
  end
  local done = pandoc.utils.citeproc(document):walk({ Div = entry })
  done = done:walk({ Cite = function(cite) return cite.content end })
  done.meta.bibliography, done.meta.references, done.meta.nocite, done.meta.citations = nil, nil, nil, nil
  return done
end
