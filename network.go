package orderveil

import "net/netip"

// MaxNetworks is how many networks an account's list may have.
const MaxNetworks = 50

// ParseNetwork reads a network, such as 192.0.2.0/24 or 2001:db8::/32, or one address.
func ParseNetwork(text string) (netip.Prefix, error) {
	if at, err := netip.ParseAddr(text); err == nil && at.Zone() == "" {
		at = at.Unmap()
		return netip.PrefixFrom(at, at.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || p.Masked() != p || p.Addr().Is4In6() {
		return netip.Prefix{}, Invalidf("a network is written such as 192.0.2.0/24 or 2001:db8::/32, without bits after the mask")
	}
	return p, nil
}
