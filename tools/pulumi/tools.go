//go:build tools

// Package tools pins the Pulumi CLI and the YAML language host that `tools/engine.ts` builds where there are none.
// The imports keep `go mod tidy` from dropping the requirements; nothing is ever compiled from this file.
package tools

import (
	_ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
)
