-- For HTML: on a phone a picture that is drawn narrow as well (NAME.narrow.svg) shows that drawing, whose letters are as
-- large as on a desk. Runs last: a picture among other inlines is no longer a figure's own.
local html = FORMAT:match("html") ~= nil
local PHONE = "(max-width: 40rem)"

-- An address without blanks, as a list of sources has them; between two numbers a comma does what a blank does.
local function address(svg)
  local flat = svg:gsub("<%?xml.-%?>%s*", ""):gsub("'", "&apos;"):gsub('"', "'"):gsub("%s+", " "):gsub("> <", "><")
  flat = flat:gsub("(%d) %f[%d.%-]", "%1,"):gsub("([:;]) ", "%1")
  return "data:image/svg+xml," .. flat:gsub("[^%w%-_.~/:;=,()!*+|^{}%[%]']", function(letter)
    return ("%%%02X"):format(letter:byte())
  end)
end

local function with_narrow(image)
  local name = image.src:gsub("%.svg$", ".narrow.svg")
  local file = name ~= image.src and io.open(name, "r")
  if not file then return nil end
  local source = '<source media="' .. PHONE .. '" srcset="' .. address(file:read("a")) .. '">'
  file:close()
  return { pandoc.RawInline("html", "<picture>" .. source), image, pandoc.RawInline("html", "</picture>") }
end

function Pandoc(document)
  -- The parallel edition sets two columns side by side at every width; a slide is as wide as it is.
  local edition = document.meta["edition"]
  local wide = document.meta["parallel-file"] ~= nil or edition ~= nil and edition.slides == true
  if html and not wide then return document:walk({ Image = with_narrow }) end
end
