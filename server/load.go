package server

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"orderveil"
)

// LoadConfig reads the file, when a path is given, and the environment. It reports
// everything that is wrong at once, with the line or the variable where it stands, and
// repeats no value that may be secret.
func LoadConfig(path string, environment func(string) (string, bool)) (Config, error) {
	c, from := DefaultConfig(), origins{}
	var errs []error
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return c, fmt.Errorf("read the configuration: %w", err)
		}
		if errs, err = decodeConfig(text, &c, from); err != nil {
			return c, fmt.Errorf("the configuration is not right:\n  %w", err)
		}
	}
	errs = append(errs, fromEnvironment(reflect.ValueOf(&c).Elem(), environment, "", from)...)
	c.inData()
	errs = append(errs, c.check(from)...)
	if len(errs) > 0 {
		return c, fmt.Errorf("the configuration is not right:\n%w", errors.Join(errs...))
	}
	return c, nil
}

// origins tells where a setting was given: "line 7" or its variable.
type origins map[string]string

// decodeConfig knows every setting, and refuses the others by line. A text that
// cannot be read at all is the error beside them.
func decodeConfig(text []byte, c *Config, from origins) (wrong []error, err error) {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	var misfit *yaml.TypeError
	switch err := d.Decode(c); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case errors.As(err, &misfit):
		for _, e := range misfit.Errors {
			wrong = append(wrong, errors.New("  "+withoutValue(e)))
		}
	case err != nil:
		// Of the library's words only the line: they may repeat the text.
		return nil, orderveil.Invalidf("the file is no YAML, at %s", cmp.Or(lineNumber.FindString(err.Error()), "its beginning"))
	}
	if d.Decode(new(yaml.Node)) != io.EOF {
		return nil, orderveil.Invalidf("the file is one YAML document: remove what follows its end")
	}
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err == nil {
		for _, document := range n.Content {
			from.lines("", document)
		}
	}
	return wrong, nil
}

var lineNumber = regexp.MustCompile(`line \d+`)

// lines notes the line of every setting.
func (from origins) lines(prefix string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := prefix + n.Content[i].Value
		from[name] = "line " + strconv.Itoa(n.Content[i].Line)
		from.lines(name+".", n.Content[i+1])
	}
}

// withoutValue cuts the value out of what the YAML library says: it may be a password.
func withoutValue(message string) string {
	first, last := strings.Index(message, "`"), strings.LastIndex(message, "`")
	if first < 0 {
		return message
	}
	return message[:first] + "a value" + message[last+1:]
}

// fromEnvironment sets every field whose variable is set.
func fromEnvironment(v reflect.Value, environment func(string) (string, bool), prefix string, from origins) (errs []error) {
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i).Tag
		name, setting := tag.Get("env"), prefix+tag.Get("yaml")
		if field.Kind() == reflect.Struct {
			errs = append(errs, fromEnvironment(field, environment, setting+".", from)...)
			continue
		}
		text, found := environment(name)
		if !found || name == "" {
			continue
		}
		from[setting] = name
		if err := set(field, text); err != nil {
			errs = append(errs, fmt.Errorf("  %s: write %s", name, expected[field.Kind()]))
		}
	}
	return errs
}

// expected says what a variable of a kind looks like.
var expected = map[reflect.Kind]string{reflect.Int: "a whole number", reflect.Bool: "true or false"}

// set leaves the field alone when the text is not of its kind.
func set(field reflect.Value, text string) error {
	switch field.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err == nil {
			field.SetInt(int64(n))
		}
		return err
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err == nil {
			field.SetBool(b)
		}
		return err
	case reflect.Slice:
		field.Set(reflect.ValueOf(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })))
		return nil
	default:
		field.SetString(text)
		return nil
	}
}

// inData puts the key files into the data directory unless they are named.
func (c *Config) inData() {
	if c.Data == "" {
		return
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "key")
	}
	if c.TokenKey == "" {
		c.TokenKey = filepath.Join(c.Data, TokenKeyName)
	}
}
