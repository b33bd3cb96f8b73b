//go:build tools

// Package nodes pins kwok, which plays the nodes of a cluster and what runs on them.
package nodes

import _ "sigs.k8s.io/kwok/cmd/kwok"
