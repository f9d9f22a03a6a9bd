package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// sslRequest asks PostgreSQL and PgBouncer for TLS.
var sslRequest = []int32{8, 80877103}

// Presented is the certificate that ends first of those that a server shows at an address,
// and nil where the connection is not encrypted. Whether it is to be believed is another
// question, that is asked whenever we connect.
func Presented(ctx context.Context, dsn string) (*x509.Certificate, error) {
	c, err := pq.NewConfig(dsn)
	if err != nil {
		return nil, err
	}
	if c.SSLMode == pq.SSLModeDisable || strings.HasPrefix(c.Host, "/") {
		return nil, nil
	}
	conn, err := newDialer().DialContext(ctx, "tcp", net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(past) })()
	if c.SSLNegotiation != pq.SSLNegotiationDirect {
		if err := binary.Write(conn, binary.BigEndian, sslRequest); err != nil {
			return nil, err
		}
		var answer [1]byte
		if _, err := io.ReadFull(conn, answer[:]); err != nil || answer[0] != 'S' {
			return nil, err
		}
	}
	client := tls.Client(conn, &tls.Config{ServerName: c.Host, InsecureSkipVerify: true, NextProtos: []string{"postgresql"}})
	if err := client.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	first := client.ConnectionState().PeerCertificates[0]
	for _, cert := range client.ConnectionState().PeerCertificates {
		if cert.NotAfter.Before(first.NotAfter) {
			first = cert
		}
	}
	return first, nil
}
