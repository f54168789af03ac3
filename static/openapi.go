package static

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
)

// openAPIHost stands in the description wherever the address of the server
// belongs that serves it.
const openAPIHost = "https://till.example"

//go:embed openapi.json
var openAPI []byte

// OpenAPI returns the description of the JSON API, in OpenAPI 3.1, for a server
// at that address. Making it takes a while: keep it.
func OpenAPI(publicURL string) File {
	body := bytes.ReplaceAll(openAPI, []byte(openAPIHost), []byte(publicURL))
	sum := sha256.Sum256(body)
	return File{Body: body, Gzip: compress(body), ContentType: "application/json", ETag: `"` + hex.EncodeToString(sum[:6]) + `"`}
}
