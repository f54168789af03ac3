package pay

// Edition names the listing as its form shows it. Pictures have a form of their
// own and are no part of it.
func (l Listing) Edition() string {
	return edition(l.Title, l.Description, l.AmountMinor, l.Currency, l.Category, l.Tags, l.ProductID)
}

// ImageAlt is what a picture shows, "" when nobody said.
func (l Listing) ImageAlt(i int) string {
	if i < len(l.ImageAlts) {
		return l.ImageAlts[i]
	}
	return ""
}

// altsFor are the words of these pictures, as far as the listing has them.
func (l Listing) altsFor(images []string) []string {
	said := map[string]string{}
	for i, image := range l.Images {
		said[image] = l.ImageAlt(i)
	}
	alts := make([]string, len(images))
	for i, image := range images {
		alts[i] = said[image]
	}
	return alts
}

// Pictures are the listing's pictures that are kept here, in their order; the
// zero id stands for one on another site.
func (l Listing) Pictures() []ID {
	ids := make([]ID, len(l.Images))
	for i, image := range l.Images {
		ids[i], _ = ParsePicturePath(image)
	}
	return ids
}

// cleanLines cleans each of several lines, and keeps the empty ones.
func cleanLines(lines []string) []string {
	clean := make([]string, len(lines))
	for i, line := range lines {
		clean[i] = CleanLine(line)
	}
	return clean
}

// MovePicture returns the pictures and their words with the nth one moved by so
// many places; what would leave the list stays at its end.
func (l Listing) MovePicture(n, by int) (images, alts []string) {
	images, alts = append([]string{}, l.Images...), l.altsFor(l.Images)
	to := min(max(n+by, 0), len(images)-1)
	if n < 0 || n >= len(images) {
		return images, alts
	}
	for _, list := range [][]string{images, alts} {
		moved := list[n]
		copy(list[n:], list[n+1:])
		copy(list[to+1:], list[to:len(list)-1])
		list[to] = moved
	}
	return images, alts
}

// DropPicture returns the pictures and their words without the nth one.
func (l Listing) DropPicture(n int) (images, alts []string) {
	kept := l.altsFor(l.Images)
	for i, image := range l.Images {
		if i != n {
			images, alts = append(images, image), append(alts, kept[i])
		}
	}
	return images, alts
}

// copySuffix tells a duplicate from what it was made of.
const copySuffix = " (copy)"

// CopyTitle is the title of a duplicate.
func CopyTitle(title string) string {
	runes := []rune(title)
	return string(runes[:min(len(runes), ListingTitleMax-len(copySuffix))]) + copySuffix
}
