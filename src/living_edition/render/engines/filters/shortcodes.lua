-- Runs the shortcodes of the project's extensions: the preprocessor leaves a marked span for each.
local handlers = {}

local function load_handlers(meta)
  for _, file in ipairs(meta["shortcode-files"] or {}) do
    for name, handler in pairs(dofile(pandoc.utils.stringify(file))) do
      handlers[name] = handler
    end
  end
  meta["shortcode-files"] = nil
  return meta
end

local function run(span)
  if not span.classes:includes("edition-shortcode") then
    return nil
  end
  local args, kwargs = {}, {}
  for key, value in pairs(span.attributes) do
    local position = key:match("^arg(%d+)$")
    if position then
      args[tonumber(position)] = value
    elseif key:match("^kw%-") then
      kwargs[key:gsub("^kw%-", "")] = value
    end
  end
  return handlers[span.attributes["call"]](args, kwargs)
end

return { { Meta = load_handlers }, { Span = run } }
