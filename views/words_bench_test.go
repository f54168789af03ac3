package views

import (
	"bytes"
	"context"
	"testing"
)

func benchForm() CheckoutForm {
	return CheckoutForm{
		MerchantName: "Island Coffee", Description: "Sunset tasting for two", Action: "/pay/island-coffee/link_2Vf", Livemode: true,
		Fixed: true, Total: "B$50.00", Currency: "BSD", CurrencySymbol: "B$", Decimals: 2, Checkout: "cs-token", Attempt: "1",
		QR: "/qr/link_2VfSgrjL3bQ1xN8kYp0dZw.svg", Errors: Errors{},
	}
}

func BenchmarkCheckout(b *testing.B) {
	m := benchForm()
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := Checkout(Page{}, m).Render(context.Background(), &out); err != nil {
			b.Fatal(err)
		}
	}
}
