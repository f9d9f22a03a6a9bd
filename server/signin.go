package server

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
)

// The routes by which people sign in. All take and give JSON; the refresh token travels in
// a cookie alone, which no script can read and no other site can send.

// refreshCookie is bound to this host and to TLS by its name (RFC 6265bis, section 4.1.3.2).
const refreshCookie = "__Host-orderveil-refresh"

// plainCookie stands in for it where there is no TLS: on this machine.
const plainCookie = "orderveil-refresh"

// people are the handlers.
type people struct {
	*Server
	limits *limiter
}

func (s *Server) signInRoutes(mux *http.ServeMux) error {
	p := &people{Server: s, limits: newLimiter(attempts)}
	p.limits.burst = attempts
	routes := map[string]func(http.ResponseWriter, *http.Request, signInRequest) error{
		"invitation": p.invitation, "enrol": p.enrol, "sign-in": p.signIn, "refresh": p.refresh, "sign-out": p.signOut, "confirm": p.confirm, "sign-out-everywhere": p.signOutEverywhere,
	}
	if s.parts.Demo {
		routes["demo"] = p.demo
	}
	for route, do := range routes {
		mux.Handle("POST /auth/"+route, p.guarded(do))
	}
	if err := s.passkeyRoutes(mux, p); err != nil {
		return err
	}
	return s.staffRoutes(mux, p)
}

// signInRequest is the body of all of them; each takes what it needs.
type signInRequest struct {
	Account    *int   `json:"account"` // the number of a merchant's account; staff has none
	Login      string `json:"login"`
	Password   string `json:"password"`
	Code       string `json:"code"`       // of the authenticator app, or a recovery code
	Invitation string `json:"invitation"` // the token of an invitation
	Role       string `json:"role"`       // in a demo: as whom
	// Credential is what the browser's navigator.credentials gave.
	Credential json.RawMessage `json:"credential"`
}

// guarded refuses what another site sends, and reads the body.
func (p *people) guarded(do func(http.ResponseWriter, *http.Request, signInRequest) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || media != "application/json" || !sameSite(r) {
			refuse(w, http.StatusForbidden, "FORBIDDEN", "Send JSON, from a page of this installation.")
			return
		}
		if !p.limits.of("sign-in\x00" + placeOf(r.Context()).String()).Allow() {
			w.Header().Set("Retry-After", "60")
			refuse(w, http.StatusTooManyRequests, "RATE_LIMITED", "Too many attempts: wait as long as Retry-After says.")
			return
		}
		var body signInRequest
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 8<<10))
		d.DisallowUnknownFields()
		if err := d.Decode(&body); err != nil {
			refuse(w, http.StatusBadRequest, "INVALID", "The body is a JSON object with account, login, password and code, or with an invitation.")
			return
		}
		err = do(w, r, body)
		var invalid *orderveil.InvalidError
		switch {
		case err == nil:
		case errors.Is(err, orderveil.ErrUnauthenticated):
			refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "That does not let you in. After a few failures nothing does for a while.")
		case errors.As(err, &invalid):
			refuse(w, http.StatusBadRequest, "INVALID", invalid.Advice)
		default:
			p.parts.Log.Error("somebody could not sign in", "request", requestID(r.Context()), "error", err)
			refuse(w, http.StatusServiceUnavailable, "INTERNAL", "Try again in a moment. Request "+requestID(r.Context())+".")
		}
	})
}

// sameSite refuses what a page of another origin sends. A program sends neither header.
func sameSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

func (p *people) invitation(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	e, err := p.Store.BeginEnrolment(r.Context(), body.Invitation)
	if err == nil {
		answerJSON(w, http.StatusOK, map[string]any{"totpSecret": e.Secret, "totpUrl": e.URL})
	}
	return err
}

func (p *people) enrol(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	codes, err := p.Store.FinishEnrolment(r.Context(), body.Invitation, body.Password, body.Code)
	if err == nil {
		answerJSON(w, http.StatusOK, map[string]any{"recoveryCodes": codes})
	}
	return err
}

func (p *people) signIn(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	in, err := p.Store.SignIn(r.Context(), body.Account, body.Login, body.Password, body.Code)
	if err != nil {
		return err
	}
	return p.entered(w, r, in, "auth/sign-in")
}

// entered writes down that somebody came in, and welcomes it.
func (p *people) entered(w http.ResponseWriter, r *http.Request, in store.SignedIn, via string) error {
	if in.Viewer.Account != uuid.Nil {
		e := store.AuditEvent{Kind: orderveil.AuditSignIn, Via: via, Outcome: "OK", Request: requestID(r.Context())}
		if err := p.Store.Audit(r.Context(), in.Viewer.Account, in.Viewer, e); err != nil {
			return err
		}
	}
	return p.welcome(w, r, in)
}

func (p *people) refresh(w http.ResponseWriter, r *http.Request, _ signInRequest) error {
	in, err := p.Store.Refresh(r.Context(), p.cookie(r))
	if err != nil {
		return err
	}
	return p.welcome(w, r, in)
}

// confirm takes a second factor anew.
func (p *people) confirm(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	if err := p.Store.Confirm(r.Context(), p.cookie(r), body.Code); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p *people) signOut(w http.ResponseWriter, r *http.Request, _ signInRequest) error {
	return p.leave(w, r, false)
}

func (p *people) signOutEverywhere(w http.ResponseWriter, r *http.Request, _ signInRequest) error {
	return p.leave(w, r, true)
}

func (p *people) leave(w http.ResponseWriter, r *http.Request, everywhere bool) error {
	if err := p.Store.SignOut(r.Context(), p.cookie(r), everywhere); err != nil {
		return err
	}
	p.setCookie(w, r, "", time.Unix(0, 0))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// welcome hands out an access token, and the refresh token in its cookie.
func (p *people) welcome(w http.ResponseWriter, r *http.Request, in store.SignedIn) error {
	token, err := p.Issuer.Token(in.Viewer, min(orderveil.AccessLife, in.Until.Sub(p.parts.Clock())))
	if err != nil {
		return err
	}
	p.setCookie(w, r, in.Refresh, in.Until)
	answerJSON(w, http.StatusOK, map[string]any{"accessToken": token, "expiresIn": int(orderveil.AccessLife.Seconds()), "role": in.Viewer.Role})
	return nil
}

// secure reports whether the browser speaks TLS, to this program or to the proxy before it.
func (p *people) secure(r *http.Request) bool { return r.TLS != nil || p.config.BehindProxy }

func (p *people) setCookie(w http.ResponseWriter, r *http.Request, value string, until time.Time) {
	name := plainCookie
	if p.secure(r) {
		name = refreshCookie
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", Expires: until, Secure: p.secure(r), HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

func (p *people) cookie(r *http.Request) string {
	name := plainCookie
	if p.secure(r) {
		name = refreshCookie
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
