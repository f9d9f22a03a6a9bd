//go:build ignore

// Reads the orders that are new or changed, and says that it has them: go run orders.go
//
// HUB is the hub's address; CLIENT_ID and CLIENT_SECRET are what the merchant gave you.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
)

const queue = `{ workQueue(first: 50) { version order { id number status shipTo { lastName city country } } } }`

const acknowledge = `mutation($items: [Acknowledgement!]!) { acknowledge(items: $items) }`

type item struct {
	Version string
	Order   struct {
		ID, Number, Status string
		ShipTo             *struct{ LastName, City, Country *string } // null: your scopes do not show it
	}
}

func main() {
	var got struct{ WorkQueue []item }
	token, err := signIn()
	if err == nil {
		err = ask(token, queue, nil, &got)
	}
	if err != nil {
		log.Fatal(err)
	}
	items := []map[string]string{}
	for _, i := range got.WorkQueue {
		fmt.Println(i.Order.Number, i.Order.Status)
		items = append(items, map[string]string{"order": i.Order.ID, "version": i.Version})
	}
	var done struct{ Acknowledge int }
	if err := ask(token, acknowledge, map[string]any{"items": items}, &done); err != nil {
		log.Fatal(err)
	}
	fmt.Println("acknowledged", done.Acknowledge)
}

func signIn() (string, error) {
	r, err := http.NewRequest(http.MethodPost, os.Getenv("HUB")+"/oauth/token", strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET"))
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	err = send(r, &answer)
	return answer.AccessToken, err
}

func send(r *http.Request, to any) error {
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the hub answers %s", response.Status)
	}
	return json.NewDecoder(response.Body).Decode(to)
}

func ask(token, query string, variables any, to any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, os.Getenv("HUB")+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	answer := struct {
		Data   any
		Errors []struct{ Message string }
	}{Data: to}
	if err := send(r, &answer); err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return errors.New(answer.Errors[0].Message)
	}
	return nil
}
