//go:build tools

// Package provider pins Pulumi's Kubernetes provider.
package provider

import _ "github.com/pulumi/pulumi-kubernetes/provider/v4/cmd/pulumi-resource-kubernetes"
