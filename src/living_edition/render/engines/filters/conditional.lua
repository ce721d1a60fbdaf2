-- Content that only one format shows (.content-visible, .content-hidden with when-/unless-format).
local function is(format)
  if format == "html" or format == "typst" or format == "docx" then
    return FORMAT:match(format) ~= nil
  end
  error("conditional content: the built-in engine knows the formats html, typst and docx, not " .. format)
end

-- The parallel edition leaves explorers to the two editions it joins: two on a page would share their names.
local parallel = false

local function explorer(div)
  local found = false
  div:walk({ RawBlock = function(raw) found = found or raw.text:match("<script") ~= nil end })
  return found
end

local function condition(div)
  local visible, hidden = div.classes:includes("content-visible"), div.classes:includes("content-hidden")
  if not visible and not hidden then
    return nil
  end
  local when, unless = div.attributes["when-format"], div.attributes["unless-format"]
  local holds = (when == nil or is(when)) and (unless == nil or not is(unless))
  if parallel and explorer(div) then
    return {}
  end
  if holds == visible then
    return div.content
  end
  return {}
end

return {
  { Meta = function(meta) parallel = meta["parallel-file"] ~= nil end },
  { Div = condition },
}
