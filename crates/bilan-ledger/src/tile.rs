//! The hash tiles of C2SP tlog-tiles: which exist for a tree of a size, their paths and their bytes.

use std::fmt;

use crate::tree::Tree;

/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 256;

/// Levels of a tile cover eight levels of the tree.
const HEIGHT: u32 = 8;

/// One tile: level, index and width (C2SP tlog-tiles, "Merkle Tree").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// 0 holds leaves; each hash of level `l + 1` is the root of a full tile of level `l`.
    pub level: u32,
    /// Place of the tile in its level, counted from 0.
    pub index: u64,
    /// Number of hashes, 1 to 256; under 256 the tile is partial.
    pub width: u64,
}

impl Tile {
    /// Reads a path as [`Tile`] displays it, relative to the log's folder; any other text is `None`.
    pub fn from_path(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => {
                (index, width.parse().ok().filter(|width| (1..TILE_WIDTH).contains(width))?)
            }
            None => (rest, TILE_WIDTH),
        };
        let tile = Self { level: level.parse().ok()?, index: index_from_path(index)?, width };
        // One spelling only: no leading zeros, no plus signs.
        (tile.level < 8 && tile.to_string() == path).then_some(tile)
    }

    /// The bytes of the tile, `[width × 32]`, or `None` where the tree does not reach it.
    pub fn bytes(self, tree: &Tree) -> Option<Vec<u8>> {
        let start = usize::try_from(self.index.checked_mul(TILE_WIDTH)?).ok()?;
        let end = start.checked_add(usize::try_from(self.width).ok()?)?;
        let hashes = tree.complete_subtrees((self.level * HEIGHT) as usize).get(start..end)?;
        Some(hashes.iter().flat_map(|hash| hash.0).collect())
    }

    /// Does a tree of `size` leaves have every hash of this tile, as a tile of its own or as part of a wider one?
    pub(crate) fn fits(self, size: u64) -> bool {
        let hashes = size >> (self.level * HEIGHT);
        self.index < hashes / TILE_WIDTH
            || (self.index == hashes / TILE_WIDTH && self.width <= hashes % TILE_WIDTH)
    }

    /// Does a tree of `size` leaves have this tile?
    pub(crate) fn is_of(self, size: u64) -> bool {
        let hashes = size >> (self.level * HEIGHT);
        let (full, rest) = (hashes / TILE_WIDTH, hashes % TILE_WIDTH);
        match self.width {
            TILE_WIDTH => self.index < full,
            width => self.index == full && width == rest,
        }
    }
}

impl fmt::Display for Tile {
    /// The path of the tile: `tile/<L>/<N>[.p/<W>]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/{}", self.level, index_path(self.index))?;
        if self.width < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// Every tile of a tree of `size` leaves, level by level, each level in order.
pub fn tiles_of(size: u64) -> Vec<Tile> {
    tiles_since(0, size)
}

/// The tiles of a tree of `new_size` leaves that a tree of `old_size` does not have.
pub(crate) fn tiles_since(old_size: u64, new_size: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for level in 0..u64::BITS / HEIGHT {
        let hashes = |size: u64| size >> (level * HEIGHT);
        let (old, new) = (hashes(old_size), hashes(new_size));
        if old == new {
            continue;
        }
        let full = (old / TILE_WIDTH..new / TILE_WIDTH).map(|index| Tile { level, index, width: TILE_WIDTH });
        tiles.extend(full);
        if !new.is_multiple_of(TILE_WIDTH) {
            tiles.push(Tile { level, index: new / TILE_WIDTH, width: new % TILE_WIDTH });
        }
    }
    tiles
}

/// The partial tiles of a tree of `size` leaves, at most one a level.
pub(crate) fn partial_tiles(size: u64) -> impl Iterator<Item = Tile> {
    (0..u64::BITS / HEIGHT).filter_map(move |level| {
        let hashes = size >> (level * HEIGHT);
        let (index, width) = (hashes / TILE_WIDTH, hashes % TILE_WIDTH);
        (width > 0).then_some(Tile { level, index, width })
    })
}

/// An index in path elements of three digits, all but the last marked `x`: 1234067 is `x001/x234/067`.
pub(crate) fn index_path(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// The index whose [`index_path`] this is; any other text is `None`.
pub(crate) fn index_from_path(path: &str) -> Option<u64> {
    let mut index: u64 = 0;
    for element in path.split('/') {
        let digits = element.strip_prefix('x').unwrap_or(element);
        let value: u64 = digits.parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    (index_path(index) == path).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_of_the_specification() {
        assert_eq!(index_path(1_234_067), "x001/x234/067");
        assert_eq!(index_from_path("x001/x234/067"), Some(1_234_067));
        for wrong in ["", "1", "01", "0001", "x001", "x000/001", "001/002", "+01", "x001/x234/67", "000/"] {
            assert_eq!(index_from_path(wrong), None, "{wrong}");
        }
        for wrong in
            ["tile/00/000", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/8/000", "tile/0"]
        {
            assert_eq!(Tile::from_path(wrong), None, "{wrong}");
        }
        assert_eq!(Tile::from_path("tile/0/000.p/3"), Some(Tile { level: 0, index: 0, width: 3 }));
    }

    /// C2SP tlog-tiles, "Partial Tiles": the examples for sizes 70,000 and 256.
    #[test]
    fn the_tiles_of_the_specification() {
        let count = |tiles: &[Tile], level, full: bool| {
            tiles.iter().filter(|tile| tile.level == level && (tile.width == TILE_WIDTH) == full).count()
        };
        let tiles = tiles_of(70_000);
        assert_eq!(count(&tiles, 0, true), 273);
        assert_eq!(count(&tiles, 1, true), 1);
        let partial: Vec<_> = tiles.iter().filter(|tile| tile.width < TILE_WIDTH).collect();
        assert_eq!(
            partial.iter().map(|tile| (tile.level, tile.width)).collect::<Vec<_>>(),
            [(0, 112), (1, 17), (2, 1)]
        );

        let paths: Vec<_> = tiles_of(256).iter().map(Tile::to_string).collect();
        assert_eq!(paths, ["tile/0/000", "tile/1/000.p/1"]);
    }
}
