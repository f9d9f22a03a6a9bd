package magento

import (
	"net/url"

	"orderveil"
)

// BaseString is what OAuth signs.
func BaseString(method string, u *url.URL, parameters url.Values) string {
	return baseString(method, u, parameters)
}

// DecodeOrders is how a list of orders is read.
func DecodeOrders(body []byte) error {
	var list struct {
		Items []order `json:"items"`
	}
	if err := decode(body, &list); err != nil {
		return err
	}
	for i := range list.Items {
		_, _ = list.Items[i].cancellation(), list.Items[i].shipped()
	}
	return nil
}

// Total is what an order's amounts come to: the total, and the VAT of rows and shipping.
func Total(o *orderveil.Order) (total, tax, rows string) {
	var lines []line
	for i := range o.Lines {
		lines = append(lines, line{from: &o.Lines[i], quantity: o.Lines[i].Left()})
	}
	s := sumsOf(o, lines)
	sum := s.shippingTax
	for _, r := range s.rows {
		sum = sum.Add(r.tax)
	}
	return s.total.String(), s.tax.String(), sum.String()
}
