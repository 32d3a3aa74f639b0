//! The kinds of content, a file of any kind, and all files of a site: made from the list of kinds.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::body::Body;
use super::content_file::ContentFile;
use super::kinds::content_kinds;
use super::meta::Meta;

macro_rules! define_content {
    ($($kind:ident, $directory:literal, $field:ident $(, $entry:ident)?;)*) => {
        /// The kinds of content files, each with a directory of its own.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum Kind {
            $(
                #[doc = concat!("Files in `", $directory, "`.")]
                $kind,
            )*
        }

        impl Kind {
            /// Every kind, in the order of the list.
            pub const ALL: [Self; [$($directory),*].len()] = [$(Self::$kind),*];

            /// The directory of its files.
            pub fn directory(self) -> &'static str {
                match self {
                    $(Self::$kind => $directory,)*
                }
            }
        }

        /// A content file as a model.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub enum Content {
            $(
                #[doc = concat!("A file in `", $directory, "`.")]
                $kind(Arc<crate::model::$kind>),
            )*
        }

        impl Content {
            /// The metadata that all kinds have.
            pub fn file(&self) -> &dyn ContentFile {
                match self {
                    $(Self::$kind(file) => &**file,)*
                }
            }

            /// The facts of its text.
            pub fn body_mut(&mut self) -> &mut Body {
                match self {
                    $(Self::$kind(file) => &mut Arc::make_mut(file).body,)*
                }
            }
        }

        $(
            impl ContentFile for crate::model::$kind {
                fn meta(&self) -> &Meta {
                    &self.meta
                }

                fn body(&self) -> &Body {
                    &self.body
                }
            }

            impl From<crate::model::$kind> for Content {
                fn from(file: crate::model::$kind) -> Self {
                    Self::$kind(Arc::new(file))
                }
            }
        )*

        /// Everything that was read from content files. All lists are sorted by path.
        #[derive(Clone, Debug, Default)]
        pub struct Models {
            $(
                #[doc = concat!("The files in `", $directory, "`.")]
                pub $field: Vec<Arc<crate::model::$kind>>,
            )*
        }

        impl Models {
            /// Adds a file, which must follow those of its kind by path.
            pub fn push(&mut self, content: Content) {
                match content {
                    $(Content::$kind(file) => self.$field.push(file),)*
                }
            }

            /// The metadata of every file.
            pub fn metas(&self) -> impl Iterator<Item = &Meta> {
                std::iter::empty()
                    $(.chain(self.$field.iter().map(|file| &file.meta)))*
            }
        }
    };
}

content_kinds!(define_content);
