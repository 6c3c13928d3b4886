package register

import (
	"cmp"
	"crypto/sha1" //nolint:gosec // a checksum of tus, for faults of the network and no signature
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/uploads"
	"plenum/handlers/api"
)

// Resumable uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload) with the extensions
// creation, creation-with-upload, checksum, expiration and termination. ADR 0007 says why the
// protocol's few lines are ours.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,creation-with-upload,checksum,expiration,termination"
	tusChecksums  = "sha1,sha256"
	tusPart       = "application/offset+octet-stream"
)

func (d documentRoutes) tusRoutes(inside string) []api.Route {
	path := inside + "/:document/tus"
	return []api.Route{
		{Method: "OPTIONS", Path: path, Access: api.Inside, Action: auth.EditDocuments, Handle: d.tusOptions},
		{Method: "POST", Path: path, Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.tusCreate},
		{Method: "POST", Path: path + "/:upload", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.tusOverride},
		{Method: "HEAD", Path: path + "/:upload", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.tusHead},
		{Method: "PATCH", Path: path + "/:upload", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.tusPatch},
		{Method: "DELETE", Path: path + "/:upload", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.tusDelete},
	}
}

var (
	errTusVersion  = congress.FieldError(messages.TusVersion, "Tus-Resumable", messages.TusVersion.Fault())
	errTusPart     = congress.FieldError(messages.TusContentType, fiber.HeaderContentType, messages.TusContentType.Fault())
	errTusHeader   = congress.E(congress.Invalid, messages.TusHeader)
	errTusChecksum = congress.FieldError(messages.TusChecksum, "Upload-Checksum", messages.TusChecksum.Fault())
)

func (d documentRoutes) tusOptions(c *api.Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	if _, _, err := d.register.Get(c.Seat.Hall, c.Seat.Actor, document); err != nil {
		return err
	}
	c.Set("Tus-Resumable", tusVersion)
	c.Set("Tus-Version", tusVersion)
	c.Set("Tus-Extension", tusExtensions)
	c.Set("Tus-Checksum-Algorithm", tusChecksums)
	c.Set("Tus-Max-Size", strconv.FormatInt(d.uploads.MaxFile(), 10))
	return c.SendStatus(http.StatusNoContent)
}

// tusCreate announces an upload; a body is its first part.
func (d documentRoutes) tusCreate(c *api.Call) error {
	document, err := d.tus(c)
	if err != nil {
		return api.Closing(c.Ctx, err)
	}
	size, err := strconv.ParseInt(c.Get("Upload-Length"), 10, 64)
	if err != nil || size < 0 {
		return api.Closing(c.Ctx, headerError("Upload-Length"))
	}
	meta, err := tusMetadata(c.Get("Upload-Metadata"))
	if err != nil {
		return api.Closing(c.Ctx, err)
	}
	id := congress.RecordID(congress.NewUUID(time.Now()))
	if c.Get("Idempotency-Key") != "" {
		if id, err = c.RecordID(); err != nil {
			return api.Closing(c.Ctx, err)
		}
	}
	in := uploads.Receive{
		ID: id, Document: document, Name: meta["filename"], Note: meta["note"], AnnexTo: congress.ObjectID(meta["annexTo"]), Size: size, Metadata: c.Get("Upload-Metadata"),
	}
	r, err := d.uploads.Begin(c.Req, c.Seat.Hall, c.Seat.Actor, in)
	if err != nil {
		return api.Closing(c.Ctx, err)
	}
	c.Set(fiber.HeaderLocation, strings.TrimSuffix(c.Path(), "/")+"/"+string(r.ID))
	withBody := c.Request().Header.ContentLength() != 0 && c.Get(fiber.HeaderContentType) == tusPart
	switch {
	case withBody && r.Offset == r.Size && int64(c.Request().Header.ContentLength()) == size: // a retry of all of it, which is held to what came
		if err := c.TakeFile(d.stall, func(size int64, body io.Reader) error {
			in.Size, in.Body = size, body
			_, err := d.uploads.Receive(c.Req, c.Seat.Hall, c.Seat.Actor, in)
			return err
		}); err != nil {
			return err
		}
	case withBody:
		if r, err = d.tusAppend(c, document, r.ID, 0); err != nil {
			return err
		}
	}
	tusState(c, r)
	return c.SendStatus(http.StatusCreated)
}

func (d documentRoutes) tusHead(c *api.Call) error {
	document, upload, err := d.tusUpload(c)
	if err != nil {
		return err
	}
	r, err := d.uploads.Resumable(c.Req, c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	tusState(c, r)
	c.Set("Upload-Length", strconv.FormatInt(r.Size, 10))
	c.Set("Upload-Metadata", cmp.Or(r.Metadata, "filename "+base64.StdEncoding.EncodeToString([]byte(r.Name))))
	c.Status(http.StatusOK) // and no body, also where it was asked by POST
	return nil
}

// tusOverride is for clients whose way lets only GET and POST through: what the header says is the
// method.
func (d documentRoutes) tusOverride(c *api.Call) error {
	switch strings.ToUpper(c.Get("X-HTTP-Method-Override")) {
	case fiber.MethodHead:
		return d.tusHead(c)
	case fiber.MethodPatch:
		return d.tusPatch(c)
	case fiber.MethodDelete:
		return d.tusDelete(c)
	}
	c.Set(fiber.HeaderAllow, "DELETE, HEAD, PATCH")
	return api.Closing(c.Ctx, api.ErrMethod)
}

func (d documentRoutes) tusPatch(c *api.Call) error {
	document, upload, err := d.tusUpload(c)
	if err != nil {
		return api.Closing(c.Ctx, err)
	}
	if c.Get(fiber.HeaderContentType) != tusPart {
		return api.Closing(c.Ctx, errTusPart)
	}
	offset, err := strconv.ParseInt(c.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 {
		return api.Closing(c.Ctx, headerError("Upload-Offset"))
	}
	r, err := d.tusAppend(c, document, upload, offset)
	if err != nil {
		return err
	}
	tusState(c, r)
	return c.SendStatus(http.StatusNoContent)
}

// tusAppend streams the body into a part. A body that is not read to its end closes the connection.
func (d documentRoutes) tusAppend(c *api.Call, document, upload congress.ObjectID, offset int64) (uploads.Resumable, error) {
	body := c.Incoming(d.stall)
	p := uploads.Part{Offset: offset, Size: max(int64(c.Request().Header.ContentLength()), -1), Body: body, Stop: body.Stop}
	var err error
	if p.Hash, p.Sum, err = tusChecksum(c.Get("Upload-Checksum")); err != nil {
		return uploads.Resumable{}, api.Closing(c.Ctx, err)
	}
	r, err := d.uploads.Append(c.Req, c.Seat.Hall, c.Seat.Actor, document, upload, p)
	return r, c.Settle(body, err)
}

func (d documentRoutes) tusDelete(c *api.Call) error {
	document, upload, err := d.tusUpload(c)
	if err != nil {
		return err
	}
	if err := d.uploads.GiveUp(c.Req, c.Seat.Hall, c.Seat.Actor, document, upload); err != nil {
		return err
	}
	return c.SendStatus(http.StatusNoContent)
}

// tus says the version that both speak, or refuses another.
func (d documentRoutes) tus(c *api.Call) (congress.ObjectID, error) {
	c.Set("Tus-Resumable", tusVersion)
	if c.Get("Tus-Resumable") != tusVersion {
		c.Set("Tus-Version", tusVersion)
		return "", errTusVersion
	}
	return c.Object("document")
}

func (d documentRoutes) tusUpload(c *api.Call) (document, upload congress.ObjectID, err error) {
	if document, err = d.tus(c); err != nil {
		return "", "", err
	}
	upload, err = c.Object("upload")
	return document, upload, err
}

func tusState(c *api.Call, r uploads.Resumable) {
	c.Set("Upload-Offset", strconv.FormatInt(r.Offset, 10))
	if r.Offset < r.Size {
		c.Set("Upload-Expires", r.Expires.UTC().Format(http.TimeFormat))
	}
}

func headerError(name string) error {
	return congress.FieldError(errTusHeader.Code, name, messages.NotBytes())
}

// tusMetadata reads pairs of a name and a base64 value, by commas.
func tusMetadata(header string) (map[string]string, error) {
	out := map[string]string{}
	for _, pair := range api.SplitList(header) {
		name, value, _ := strings.Cut(pair, " ")
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		if err != nil {
			return nil, congress.FieldError(errTusHeader.Code, "Upload-Metadata", messages.NotBase64())
		}
		out[name] = string(text)
	}
	return out, nil
}

// tusChecksum reads "algorithm base64"; an absent one is none.
func tusChecksum(header string) (hash.Hash, []byte, error) {
	if header == "" {
		return nil, nil, nil
	}
	algorithm, value, _ := strings.Cut(header, " ")
	sum, err := base64.StdEncoding.DecodeString(value)
	switch {
	case err != nil:
	case algorithm == "sha1" && len(sum) == sha1.Size:
		return sha1.New(), sum, nil //nolint:gosec // as above
	case algorithm == "sha256" && len(sum) == sha256.Size:
		return sha256.New(), sum, nil
	}
	return nil, nil, errTusChecksum
}
