//! Images: copied unchanged, under a name made of their bytes, with width and height as
//! browsers will show them.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Limits;
use crate::danish::nfc;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::files::{Files, SourceFile};
use crate::fingerprint::Fingerprint;
use crate::paths::{OutputPath, SourcePath, UrlPath};

mod svg;

/// An image that pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFile {
    /// `billeder/HASH-WIDTH.EXT`; nothing for one below `static`, which is copied anyway.
    pub output: Option<OutputPath>,
    pub url: UrlPath,
    /// Pixels from side to side, as shown.
    pub width: u32,
    /// Pixels from top to bottom, as shown.
    pub height: u32,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// How many bytes there are.
    pub size: u64,
}

/// All images that pages show, by their source.
#[derive(Clone, Debug, Default)]
pub struct ImageFiles {
    /// By the composed form of the path: the disk may spell a name otherwise than an author.
    list: BTreeMap<String, (SourcePath, ImageFile)>,
}

impl ImageFiles {
    /// Reads the headers of all images that are used, but of those that are `known` already.
    pub fn load(
        files: &Files,
        used: &[SourceFile],
        limits: &Limits,
        known: &Self,
    ) -> (Self, Diagnostics) {
        let one = |entry: &SourceFile| {
            let known = known.get(&entry.path);
            match known.filter(|image| files.known_fingerprint(entry) == Some(image.fingerprint)) {
                Some(image) => Ok(image.clone()),
                None => load(files, &entry.path, limits, known),
            }
        };
        let loaded: Vec<_> = used.par_iter().map(|entry| (&entry.path, one(entry))).collect();
        let (mut images, mut problems) = (Self::default(), Diagnostics::default());
        for (source, result) in loaded {
            match result {
                Ok(image) => {
                    let name = nfc(source.as_str()).into_owned();
                    images.list.insert(name, (source.clone(), image));
                }
                Err(problem) => problems.push(problem),
            }
        }
        (images, problems)
    }

    pub fn get(&self, source: &SourcePath) -> Option<&ImageFile> {
        self.list.get(nfc(source.as_str()).as_ref()).map(|(_, image)| image)
    }

    /// Those of an earlier run.
    pub fn known(images: impl IntoIterator<Item = (SourcePath, ImageFile)>) -> Self {
        let named = |(source, image): (SourcePath, ImageFile)| {
            (nfc(source.as_str()).into_owned(), (source, image))
        };
        Self { list: images.into_iter().map(named).collect() }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &ImageFile)> {
        self.list.values().map(|(source, image)| (source, image))
    }
}

/// The formats that pages can show.
const SAVE_AGAIN: &str = "save the image again as JPEG, PNG, WebP, GIF or SVG";

/// Reads an image. The result in `known` is used if the bytes are the same.
fn load(
    files: &Files,
    source: &SourcePath,
    limits: &Limits,
    known: Option<&ImageFile>,
) -> Result<ImageFile, Diagnostic> {
    let file = files.read(source, limits.image_bytes as u64)?;
    if let Some(known) = known.filter(|known| known.fingerprint == file.fingerprint) {
        return Ok(known.clone());
    }
    let bad =
        |message: String| Diagnostic::new(Code::BadImage, message).in_file(source).help(SAVE_AGAIN);
    let (width, height, extension) = size(&file.bytes, limits).map_err(|refusal| {
        let svg::Refusal { message, help, range } = refusal;
        let problem = Diagnostic::new(Code::BadImage, message).in_file(source);
        let problem = match range {
            Some(range) => problem.at_bytes(range),
            None => problem,
        };
        let help = help.unwrap_or_else(|| SAVE_AGAIN.into());
        problem.help(help)
    })?;
    let pixels = u64::from(width) * u64::from(height);
    let limit = limits.image_megapixels as u64 * 1_000_000;
    if pixels > limit && extension != "svg" {
        let message = format!("the image is {width} x {height} pixels; the limit is {limit}");
        return Err(Diagnostic::new(Code::BadImage, message)
            .in_file(source)
            .help("make it smaller"));
    }
    let hash = file.fingerprint.short(16);
    let copied_as = source.below("static").map(str::to_owned);
    let is_copied = copied_as.is_some();
    let path = copied_as.unwrap_or_else(|| format!("billeder/{hash}-{width}.{extension}"));
    let path = OutputPath::new(&path).map_err(|error| bad(error.to_string()))?;
    let url = UrlPath::of_output(&path);
    let output = (!is_copied).then_some(path);
    let (fingerprint, size) = (file.fingerprint, file.bytes.len() as u64);
    Ok(ImageFile { output, url, width, height, fingerprint, size })
}

/// Width and height as shown, and the usual extension of the format, from the file's header.
fn size(bytes: &[u8], limits: &Limits) -> Result<(u32, u32, &'static str), svg::Refusal> {
    if bytes.is_empty() {
        return Err(svg::Refusal::from("the image file is empty"));
    }
    let reader = ImageReader::new(Cursor::new(bytes));
    let reader =
        reader.with_guessed_format().map_err(|error| svg::Refusal::from(&*error.to_string()))?;
    let extension = match reader.format() {
        Some(ImageFormat::Jpeg) => "jpg",
        Some(ImageFormat::Png) => "png",
        Some(ImageFormat::WebP) => "webp",
        Some(ImageFormat::Gif) => "gif",
        _ => {
            let (width, height) = svg::size(bytes, limits.svg_bytes)?;
            return Ok((width, height, "svg"));
        }
    };
    let damaged =
        |error: image::ImageError| svg::Refusal::from(&*format!("the image is damaged: {error}"));
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(svg::Refusal::from("the image has no pixels"));
    }
    if !is_whole(bytes, extension) {
        return Err(svg::Refusal::from("the image is truncated: its end is missing"));
    }
    // Browsers turn an image as its metadata says, and so must width and height.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let is_on_its_side = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    Ok(if is_on_its_side { (height, width, extension) } else { (width, height, extension) })
}

/// Whether the file contains its format's end mark: a download that broke off lacks it. Some
/// programs append data of their own behind the end.
fn is_whole(bytes: &[u8], extension: &str) -> bool {
    let holds = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    match extension {
        "jpg" => holds(&bytes[jpeg_scan(bytes)..], &[0xff, 0xd9]),
        "png" => holds(bytes, b"IEND"),
        "gif" => bytes.iter().rfind(|byte| **byte != 0) == Some(&0x3b),
        _ => {
            let size = bytes.get(4..8).and_then(|size| size.try_into().ok());
            size.is_none_or(|size| u32::from_le_bytes(size) as usize + 8 <= bytes.len())
        }
    }
}

/// Where the image itself begins in a JPEG file: the segments before it may contain a preview
/// with an end mark of its own (ITU-T T.81, annex B).
fn jpeg_scan(bytes: &[u8]) -> usize {
    const START_OF_SCAN: u8 = 0xda;
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        if *marker == 0xff {
            // A byte that fills up.
            at += 1;
            continue;
        }
        if *marker == START_OF_SCAN {
            break;
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests;
