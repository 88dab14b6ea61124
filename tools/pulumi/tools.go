//go:build tools

// Package tools pins the Pulumi CLI that `tools/engine.ts` builds where none is installed.
// The import keeps `go mod tidy` from dropping the requirement; nothing is ever compiled from this file.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
