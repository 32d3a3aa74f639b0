//! What an SVG image may consist of: the elements and attributes of SVG 2 and SVG 1.1 that run
//! nothing and load nothing, and the namespaces in which editors keep their own data, of which
//! browsers know nothing.

use super::css;
use super::refusal::Refusal;

pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";

const ELEMENTS: &str = " a altGlyph altGlyphDef altGlyphItem animate animateColor animateMotion \
    animateTransform circle clipPath color-profile cursor defs desc discard ellipse feBlend \
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting \
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR \
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight \
    feSpecularLighting feSpotLight feTile feTurbulence filter flowDiv flowPara flowRegion \
    flowRegionExclude flowRoot flowSpan font font-face font-face-format font-face-name \
    font-face-src font-face-uri foreignObject g glyph glyphRef hatch hatchpath hkern image line \
    linearGradient marker mask mesh meshgradient meshpatch meshrow metadata missing-glyph mpath \
    path pattern polygon polyline radialGradient rect set solidColor solidcolor stop style svg \
    switch symbol tbreak text textArea textPath title tref tspan use view vkern ";

const ATTRIBUTES: &str = " accent-height accumulate additive agent alignment-baseline alphabetic \
    amplitude arabic-form ascent attributeName attributeType azimuth baseFrequency baseProfile \
    baseline-shift bbox begin bias block-progression by calcMode cap-height class clip clip-path \
    clip-rule clipPathUnits collect color color-interpolation color-interpolation-filters \
    color-profile color-rendering content contentScriptType contentStyleType crossorigin cursor \
    cx cy d descent diffuseConstant direction display display-align divisor dominant-baseline \
    download dur dx dy edgeMode editable elevation enable-background end etag exponent \
    externalResourcesRequired fill fill-opacity fill-rule filter filterRes filterUnits \
    flood-color flood-opacity focusable focusHighlight font font-family font-feature-settings \
    font-kerning font-optical-sizing font-palette font-size font-size-adjust font-stretch \
    font-style font-synthesis font-variant font-variant-alternates font-variant-caps \
    font-variant-east-asian font-variant-ligatures font-variant-numeric font-variant-position \
    font-variation-settings font-weight fontStyle fontVariant fontWeight format fr from \
    fullFontName fx fy g1 g2 glyph-name glyph-orientation-horizontal glyph-orientation-vertical \
    glyphRef gradientTransform gradientUnits hanging hatchContentUnits hatchTransform hatchUnits \
    height horiz-adv-x horiz-origin-x horiz-origin-y host href hreflang id ideographic \
    image-rendering in in2 initialVisibility inline-size intercept isolation k k1 k2 k3 k4 \
    kernelMatrix kernelUnitLength kerning keyPoints keySplines keyTimes lang lengthAdjust \
    letter-spacing lighting-color limitingConeAngle line-height line-increment local marker \
    marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask mask-type \
    maskContentUnits maskUnits mathematical max media method min mix-blend-mode mode name \
    numOctaves offset opacity operator order orient orientation origin overflow overline-position \
    overline-thickness p-id paint-order panose-1 path pathLength patternContentUnits \
    patternTransform patternUnits pitch playbackOrder pointer-events points pointsAtX pointsAtY \
    pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius referrerpolicy refX refY \
    rel rendering-intent repeatCount repeatDur requiredExtensions requiredFeatures restart result \
    role rotate rx ry scale seed shape-inside shape-margin shape-padding shape-rendering \
    shape-subtract side slope snapshotTime solid-color solid-opacity space spacing \
    specularConstant specularExponent spreadMethod startOffset stdDeviation stemh stemv \
    stitchTiles stop-color stop-opacity strikethrough-position strikethrough-thickness string \
    stroke stroke-alignment stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin \
    stroke-miterlimit stroke-opacity stroke-width style surfaceScale syncBehavior systemLanguage \
    t tab-size tabindex tableValues target targetX targetY text-align text-align-all text-anchor \
    text-decoration text-decoration-color text-decoration-fill text-decoration-line \
    text-decoration-stroke text-decoration-style text-indent text-orientation text-overflow \
    text-rendering text-transform textLength timelineBegin title to transform transform-box \
    transform-origin type u1 u2 underline-position underline-thickness unicode unicode-bidi \
    unicode-range units-per-em v-alphabetic v-hanging v-ideographic v-mathematical values \
    vector-effect version vert-adv-y vert-origin-x vert-origin-y viewBox viewport-fill \
    viewport-fill-opacity viewTarget visibility white-space width widths will-change word-spacing \
    writing-mode x x-height x1 x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan \
    gradient-units xmlns ";

/// The namespaces of editors and of metadata, or what they begin with.
const EDITORS: [&str; 23] = [
    "http://www.inkscape.org/namespaces/",
    "http://sodipodi.sourceforge.net/",
    "http://inkscape.sourceforge.net/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/",
    "http://www.bohemiancoding.com/sketch/",
    "http://ns.adobe.com/",
    "adobe:ns:meta/",
    "http://www.serif.com/",
    "http://vectornator.io",
    "http://www.vectornator.io",
    "http://www.figma.com/",
    "https://boxy-svg.com",
    "http://schemas.microsoft.com/visio/",
    "http://www.openswatchbook.org/",
    "http://www.corel.com/",
    "http://xml.openoffice.org/",
    "http://sun.com/xmlns/staroffice/",
    "urn:oasis:names:tc:opendocument:xmlns:",
    "https://launchpad.net/jessyink",
];

/// Addresses that an image in the image may have.
const IMAGES: [&str; 7] = [
    "data:image/png;",
    "data:image/jpeg;",
    "data:image/jpg;",
    "data:image/gif;",
    "data:image/webp;",
    "data:image/avif;",
    // Browsers take it for an image of one of these formats, never for an SVG.
    "data:;base64,",
];

pub(super) fn is_element(name: &str) -> bool {
    is_in(ELEMENTS, name)
}

pub(super) fn is_editor_namespace(namespace: Option<&str>) -> bool {
    namespace.is_some_and(|name| EDITORS.iter().any(|editor| name.starts_with(editor)))
}

/// Whether a namespace is one that an image may use.
pub(super) fn is_namespace(name: &str) -> bool {
    let is_plain = name.chars().all(|c| c.is_ascii_graphic() && !"<>&%\"'".contains(c));
    is_plain && (name == SVG || name == XLINK || is_editor_namespace(Some(name)))
}

fn is_in(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}

/// The attributes of an element of SVG in a namespace.
pub(super) struct Attributes<'a> {
    pub(super) element: &'a str,
    /// Empty for attributes without a prefix; none for an undeclared prefix.
    pub(super) namespace: Option<&'a str>,
}

impl Attributes<'_> {
    /// Refuses an attribute that is not known to be harmless. `name` is without its prefix, `value`
    /// as a browser reads it.
    pub(super) fn check(&self, name: &str, key: &str, value: &str) -> Result<(), Refusal> {
        if key == "xmlns:xlink" && value != XLINK {
            let message = format!("the SVG uses the prefix `xlink` for `{value}`");
            return Err(Refusal::new(message).help(format!("write `xmlns:xlink=\"{XLINK}\"`")));
        }
        if key == "xmlns" || key.starts_with("xmlns:") {
            return Ok(());
        }
        let unknown = || {
            let message = if name.to_ascii_lowercase().starts_with("on") {
                format!("the SVG has the attribute `{key}`, which could run a script")
            } else {
                format!("the SVG has the attribute `{key}`, which is not a known SVG attribute")
            };
            Err(Refusal::new(message).help("delete it"))
        };
        match self.namespace {
            Some("") => {}
            Some(XLINK) if name == "href" => return self.address(key, value),
            Some(XLINK) => return Ok(()),
            Some("http://www.w3.org/XML/1998/namespace") if name != "base" => return Ok(()),
            namespace if is_editor_namespace(namespace) => return Ok(()),
            _ => return unknown(),
        }
        if name == "href" {
            return self.address(key, value);
        }
        let is_free = name.starts_with("data-") || name.starts_with("aria-");
        if !is_free && !is_in(ATTRIBUTES, name) {
            return unknown();
        }
        if name == "attributeName" {
            let target = value.trim().to_ascii_lowercase();
            if target.ends_with("href") || target.starts_with("on") {
                let message = format!("the SVG animates `{value}`, which could run a script");
                return Err(Refusal::new(message).help("delete the animation"));
            }
        }
        // The attributes that may contain a URL are CSS.
        if name == "style" || value.to_ascii_lowercase().contains("url(") || value.contains('\\') {
            return css::check(value);
        }
        Ok(())
    }

    /// Refuses an address that leads out of the image, but for a reader's click.
    fn address(&self, key: &str, value: &str) -> Result<(), Refusal> {
        let is_dropped = |c: char| c.is_ascii_whitespace() || c.is_control();
        let address: String = value.chars().filter(|c| !is_dropped(*c)).collect();
        let address = address.to_ascii_lowercase();
        let allowed: &[&str] = match self.element {
            "a" => &["http://", "https://", "mailto:", "tel:"],
            "image" | "feImage" => &IMAGES,
            _ => &[],
        };
        if address.is_empty()
            || address.starts_with('#')
            || allowed.iter().any(|start| address.starts_with(start))
        {
            return Ok(());
        }
        let shown: String = value.chars().take(60).collect();
        let message = format!("the address `{shown}` in `{key}` is not allowed in an SVG");
        let help = match self.element {
            "a" => "write a URL that begins with `https://`, or remove the link",
            "image" | "feImage" => "embed the image as PNG, JPEG, GIF or WebP (`data:image/png;…`)",
            "color-profile" | "font-face-uri" | "cursor" => "delete the element",
            _ => "refer to a part of the same image: `#id`",
        };
        Err(Refusal::new(message).help(help))
    }
}
