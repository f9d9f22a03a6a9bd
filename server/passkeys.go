package server

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
)

// passkeys speaks WebAuthn with browsers. A passkey is asked to verify its user, so that it
// is two factors at once.
type passkeys struct {
	*people
	auth *webauthn.WebAuthn
}

func (s *Server) passkeyRoutes(mux *http.ServeMux, p *people) error {
	if s.config.Origin == "" {
		return nil
	}
	u, err := url.Parse(s.config.Origin)
	if err != nil {
		return orderveil.Invalidf("origin is the address at which browsers reach this installation, such as https://hub.example.com")
	}
	auth, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Orderveil", RPOrigins: []string{s.config.Origin},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return err
	}
	k := &passkeys{p, auth}
	for route, do := range map[string]func(http.ResponseWriter, *http.Request, signInRequest) error{
		"enrol/begin": k.beginEnrolment, "enrol/finish": k.finishEnrolment, "begin": k.begin, "finish": k.finish,
	} {
		mux.Handle("POST /auth/passkey/"+route, p.guarded(do))
	}
	return nil
}

// owner is a user as the library wants to see one.
type owner struct {
	user store.PasskeyUser
	keys []webauthn.Credential
	ids  []uuid.UUID // of the keys
}

func ownerOf(u store.PasskeyUser) (*owner, error) {
	o := &owner{user: u}
	for id, text := range u.Credentials {
		var c webauthn.Credential
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, err
		}
		o.keys, o.ids = append(o.keys, c), append(o.ids, id)
	}
	return o, nil
}

// WebAuthnID is the handle under which a passkey knows its user.
func (o *owner) WebAuthnID() []byte { return o.user.ID[:] }

// WebAuthnName is what the browser shows.
func (o *owner) WebAuthnName() string { return o.user.Label }

// WebAuthnDisplayName is what the browser shows.
func (o *owner) WebAuthnDisplayName() string { return o.user.Label }

// WebAuthnCredentials are the keys that there are.
func (o *owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

// ceremonyCookie keeps the state of a ceremony, sealed, for five minutes.
const (
	ceremonyCookie = "orderveil-ceremony"
	ceremonyTime   = 5 * time.Minute
)

// ceremony is that state.
type ceremony struct {
	Session webauthn.SessionData
	Until   time.Time
}

func (k *passkeys) start(w http.ResponseWriter, r *http.Request, kind string, s *webauthn.SessionData) error {
	text, err := json.Marshal(ceremony{*s, k.parts.Clock().Add(ceremonyTime)})
	if err != nil {
		return err
	}
	sealed, err := k.Store.SealCeremony(kind, text)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: ceremonyCookie, Value: base64.RawURLEncoding.EncodeToString(sealed), Path: "/", MaxAge: int(ceremonyTime.Seconds()),
		Secure: k.secure(r), HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return nil
}

func (k *passkeys) end(w http.ResponseWriter, r *http.Request, kind string) (webauthn.SessionData, error) {
	none := webauthn.SessionData{}
	cookie, err := r.Cookie(ceremonyCookie)
	if err != nil {
		return none, orderveil.ErrUnauthenticated
	}
	http.SetCookie(w, &http.Cookie{Name: ceremonyCookie, Path: "/", MaxAge: -1, Secure: k.secure(r), HttpOnly: true, SameSite: http.SameSiteStrictMode})
	sealed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return none, orderveil.ErrUnauthenticated
	}
	text, err := k.Store.OpenCeremony(kind, sealed)
	var c ceremony
	if err != nil || json.Unmarshal(text, &c) != nil || !k.parts.Clock().Before(c.Until) {
		return none, orderveil.ErrUnauthenticated
	}
	return c.Session, nil
}

func (k *passkeys) beginEnrolment(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	o, err := k.enrols(r, body)
	if err != nil {
		return err
	}
	have := make([]protocol.CredentialDescriptor, len(o.keys))
	for i, key := range o.keys {
		have[i] = key.Descriptor()
	}
	options, session, err := k.auth.BeginRegistration(o, webauthn.WithExclusions(have))
	if err != nil {
		return err
	}
	if err := k.start(w, r, "enrol", session); err != nil {
		return err
	}
	answerJSON(w, http.StatusOK, options)
	return nil
}

// enrols is who gets a passkey: who was invited, or who is signed in and adds one.
func (k *passkeys) enrols(r *http.Request, body signInRequest) (*owner, error) {
	var u store.PasskeyUser
	var err error
	if body.Invitation == "" {
		u, err = k.Store.FreshPasskeyUser(r.Context(), k.cookie(r))
	} else {
		u, err = k.Store.InvitedPasskeyUser(r.Context(), body.Invitation)
	}
	if err != nil {
		return nil, err
	}
	return ownerOf(u)
}

func (k *passkeys) finishEnrolment(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	session, err := k.end(w, r, "enrol")
	if err != nil {
		return err
	}
	o, err := k.enrols(r, body)
	if err != nil {
		return err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes(body.Credential)
	if err != nil {
		return orderveil.ErrUnauthenticated
	}
	key, err := k.auth.CreateCredential(o, session, said)
	if err != nil {
		return orderveil.ErrUnauthenticated
	}
	text, err := json.Marshal(key)
	if err != nil {
		return err
	}
	if body.Invitation == "" {
		err = k.Store.AddPasskey(r.Context(), k.cookie(r), text)
	} else {
		err = k.Store.EnrolPasskey(r.Context(), body.Invitation, text)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (k *passkeys) begin(w http.ResponseWriter, r *http.Request, _ signInRequest) error {
	options, session, err := k.auth.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	if err := k.start(w, r, "sign-in", session); err != nil {
		return err
	}
	answerJSON(w, http.StatusOK, options)
	return nil
}

func (k *passkeys) finish(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	session, err := k.end(w, r, "sign-in")
	if err != nil {
		return err
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(body.Credential)
	if err != nil {
		return orderveil.ErrUnauthenticated
	}
	var found *owner
	_, key, err := k.auth.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		id, err := uuid.FromBytes(handle)
		if err != nil {
			return nil, err
		}
		u, err := k.Store.ActivePasskeyUser(r.Context(), id)
		if err != nil {
			return nil, err
		}
		found, err = ownerOf(u)
		return found, err
	}, session, said)
	if err != nil || key.Authenticator.CloneWarning {
		return orderveil.ErrUnauthenticated
	}
	text, err := json.Marshal(key)
	if err != nil {
		return err
	}
	for i, known := range found.keys {
		if bytes.Equal(known.ID, key.ID) {
			in, err := k.Store.SignInPasskey(r.Context(), found.user.ID, found.ids[i], text)
			if err != nil {
				return err
			}
			return k.entered(w, r, in, "auth/passkey/finish")
		}
	}
	return orderveil.ErrUnauthenticated
}
