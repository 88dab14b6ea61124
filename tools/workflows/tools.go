//go:build tools

// Package tools pins what `tools/workflows/programs.ts` builds where there is none.
// The imports keep `go mod tidy` from dropping the requirements; nothing is ever compiled from this file.
package tools

import (
	_ "github.com/itchyny/gojq/cmd/gojq"
	_ "github.com/rhysd/actionlint/cmd/actionlint"
)
