// Checks published logs with the code that guards Go's modules: golang.org/x/mod/sumdb. One line a directory.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	for _, dir := range os.Args[1:] {
		if err := check(dir); err != nil {
			fmt.Printf("%s: refused: %v\n", dir, err)
		} else {
			fmt.Printf("%s: ok\n", dir)
		}
	}
}

func check(dir string) error {
	known, err := verifiers(filepath.Join(dir, "log.vkey"))
	if err != nil {
		return err
	}
	tree, err := open(filepath.Join(dir, "checkpoint"), known)
	if err != nil {
		return err
	}
	entries, err := bundles(dir, tree.N)
	if err != nil {
		return err
	}
	if err := tiles(dir, tree, entries); err != nil {
		return err
	}
	if err := proofs(dir, known, entries); err != nil {
		return err
	}
	return consistency(dir, tree, known)
}

func verifiers(file string) (note.Verifiers, error) {
	vkey, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return nil, err
	}
	return note.VerifierList(verifier), nil
}

func open(file string, known note.Verifiers) (tlog.Tree, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	return tree(text, known)
}

func tree(text []byte, known note.Verifiers) (tree tlog.Tree, err error) {
	opened, err := note.Open(text, known)
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != opened.Sigs[0].Name {
		return tree, errors.New("not a checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// The entries beneath the tiles of level 0, each with its length before it.
func bundles(dir string, size int64) (entries [][]byte, err error) {
	for index := int64(0); index*256 < size; index++ {
		width := size - index*256
		if width > 256 {
			width = 256
		}
		path := strings.TrimPrefix(tlog.Tile{H: 8, L: 0, N: index, W: int(width)}.Path(), "tile/8/0/")
		bundle, err := os.ReadFile(filepath.Join(dir, "tile", "entries", path))
		if err != nil {
			return nil, err
		}
		for len(bundle) >= 2 && len(bundle) >= 2+int(binary.BigEndian.Uint16(bundle)) {
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:end])
			bundle = bundle[end:]
		}
		if len(bundle) > 0 {
			return nil, errors.New("a bundle that ends within an entry")
		}
	}
	if int64(len(entries)) != size {
		return nil, fmt.Errorf("%d entries in a tree of %d", len(entries), size)
	}
	return entries, nil
}

// C2SP leaves out the height that Go's paths have: tile/8/0/000 is tile/0/000.
type directory string

func (directory) Height() int                    { return 8 }
func (directory) SaveTiles([]tlog.Tile, [][]byte) {}
func (dir directory) ReadTiles(tiles []tlog.Tile) (read [][]byte, err error) {
	for _, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		bytes, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		read = append(read, bytes)
	}
	return read, nil
}

func tiles(dir string, tree tlog.Tree, entries [][]byte) error {
	reader := tlog.TileHashReader(tree, directory(dir))
	for index, entry := range entries {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		if err != nil {
			return err
		}
		if hashes[0] != tlog.RecordHash(entry) {
			return fmt.Errorf("entry %d is not the one in the tree", index)
		}
	}
	return nil
}

func proofs(dir string, known note.Verifiers, entries [][]byte) error {
	files, err := filepath.Glob(filepath.Join(dir, "proofs", "*.tlog-proof"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no proofs: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := proof(text, known, entries); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return nil
}

func proof(text []byte, known note.Verifiers, entries [][]byte) error {
	head, checkpoint, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil || index < 0 || index >= int64(len(entries)) {
		return fmt.Errorf("no such index: %q", lines[1])
	}
	hashes, err := hashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := tree(checkpoint, known)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(entries[index]))
}

func consistency(dir string, tree tlog.Tree, known note.Verifiers) error {
	files, err := filepath.Glob(filepath.Join(dir, fmt.Sprintf("consistency-*-%d", tree.N)))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no proofs of consistency: %v", err)
	}
	for _, file := range files {
		earlier := strings.Split(filepath.Base(file), "-")[1]
		before, err := open(filepath.Join(dir, "checkpoint."+earlier), known)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		hashes, err := hashes(strings.Fields(string(text)))
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(hashes, tree.N, tree.Hash, before.N, before.Hash); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return nil
}

func hashes(lines []string) (hashes []tlog.Hash, err error) {
	for _, line := range lines {
		bytes, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(bytes) != tlog.HashSize {
			return nil, fmt.Errorf("not a hash: %q", line)
		}
		hashes = append(hashes, tlog.Hash(*(*[tlog.HashSize]byte)(bytes)))
	}
	return hashes, nil
}
