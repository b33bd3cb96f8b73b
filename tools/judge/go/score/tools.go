//go:build tools

// Package score pins kube-score, which judges Kubernetes objects by recommended practice.
package score

import _ "github.com/zegl/kube-score/cmd/kube-score"
