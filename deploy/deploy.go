// Package deploy holds what an installation is made from: see the files beside this one.
// Its tests try them.
package deploy
