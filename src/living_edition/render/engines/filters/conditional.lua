-- Content that only one format shows (.content-visible, .content-hidden with when-/unless-format).
local function is(format)
  if format == "html" or format == "typst" or format == "docx" then
    return FORMAT:match(format) ~= nil
  end
  error("conditional content: the built-in engine knows the formats html, typst and docx, not " .. format)
end

local function condition(div)
  local visible, hidden = div.classes:includes("content-visible"), div.classes:includes("content-hidden")
  if not visible and not hidden then
    return nil
  end
  local when, unless = div.attributes["when-format"], div.attributes["unless-format"]
  local holds = (when == nil or is(when)) and (unless == nil or not is(unless))
  if holds == visible then
    return div.content
  end
  return {}
end

return {
  { Div = condition },
}
