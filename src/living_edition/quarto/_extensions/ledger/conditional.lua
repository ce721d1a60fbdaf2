-- Content with a condition (.content-visible, .content-hidden): by format, by profile, which is the language, and by
-- a value of the metadata. It runs before anything is counted, in Quarto and in the built-in engine alike.
local meta = {}

local function truth(path)
  local value = meta
  for key in path:gmatch("[^.]+") do
    value = type(value) == "table" and value[key] or nil
  end
  return value == true
end

local function profile(name)
  return meta.edition ~= nil and pandoc.utils.stringify(meta.edition.language or "") == name
end

local function format(name)
  return FORMAT:match("^" .. name:gsub("%-", "%%-")) ~= nil or (name == "html" and FORMAT:match("^epub") ~= nil)
end

local HOLDS = { format = format, profile = profile, meta = truth }

local function condition(element)
  local visible, hidden = element.classes:includes("content-visible"), element.classes:includes("content-hidden")
  if not visible and not hidden then return nil end
  local holds = true
  for name, test in pairs(HOLDS) do
    local when, unless = element.attributes["when-" .. name], element.attributes["unless-" .. name]
    holds = holds and (when == nil or test(when)) and (unless == nil or not test(unless))
  end
  if holds ~= visible then return {} end
  if element.t ~= "CodeBlock" then return element.content end
  local plain = element.classes:filter(function(class) return not class:match("^content%-") end)
  return pandoc.CodeBlock(element.text, pandoc.Attr("", plain))
end

return {
  { Meta = function(document_meta) meta = document_meta end },
  { Div = condition, Span = condition, CodeBlock = condition },
}
